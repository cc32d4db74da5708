// Keeps the page live. A hidden tab lets its stream go (a browser allows only a few) and catches up when it is looked at again.

/** Connects `app` to the stream for as long as the page is open. */
export function stayLive(app) {
  let source = null;
  let interrupted = false;

  const hear = (what, act) =>
    source.addEventListener(what, (event) => {
      app.seq = Math.max(app.seq, Number(event.lastEventId));
      act(JSON.parse(event.data));
    });

  const state = (live) => {
    app.live = live;
    app.tell("state");
  };

  const connect = () => {
    source = new EventSource(`/playground/stream?after=${app.seq}`);
    source.addEventListener("open", () => {
      if (interrupted) app.loadUnread().catch(() => {});
      interrupted = false;
      state(true);
    });
    source.addEventListener("error", () => {
      interrupted = true;
      state(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(reconnect, 1000);
    });
    hear("entry", (entry) => app.take(entry));
    hear("seen", (seen) => app.seen(seen));
    hear("clock", (clock) => {
      app.clock = clock;
      app.tell("clock");
    });
    hear("people", () => app.loadPeople());
    hear("reset", () => app.load());
  };

  const reconnect = () => {
    source?.close();
    source = null;
    if (document.visibilityState === "visible") connect();
  };

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && source === null) {
      interrupted = true;
      connect();
    } else if (document.visibilityState === "hidden") {
      source?.close();
      source = null;
    }
  });
  connect();
}
