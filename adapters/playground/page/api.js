// Asks and tells the playground's server.

/** Something could not be done; `code` is a key of the catalogue's [errors]. */
export class Unable extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

async function answered(asking) {
  let answer;
  try {
    answer = await asking;
  } catch {
    throw new Unable("network");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Unable(body.error ?? "network");
  return body;
}

export const get = (path) => answered(fetch(`/playground/${path}`));

export const post = (path, body) =>
  answered(fetch(`/playground/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

/** An id that no other deed has. crypto.randomUUID is there on loopback without TLS. */
export const newId = () => crypto.randomUUID();
