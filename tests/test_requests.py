"""What people ask for in their own sentences, and what is no request at all."""

from __future__ import annotations

import pytest

from bot.asked_for import DECIDES, IN_ONE, TOPIC
from bot.flows.catalogue import FLOWS
from bot.flows.learning import TOPICS
from bot.plain_requests import Requests
from tests.ready import sentences

REQUESTS = Requests.of(sentences())
ASKED = """
help: what can you do?; How does this work; who are you; 你能做什么; 有哪些功能; 怎么用你
home: show me my goals; can you please list my okrs; what do I do now?; how am I doing; 看看我的目标; 接下来做什么; 我的进展
draft: I want to write my OKRs; let's set some goals for Q1; help me with my okr; new objective please
draft: 我想写OKR; 帮我定个目标; 接着写草稿; 起草一下下季度的目标
checkin: I'd like to report my progress; fill in my weekly update; time to update the numbers
checkin: 我要更新进度; 汇报一下本周进展; 填一下这周的数据
team: how is my team doing?; show me who is at risk; where do we stand
team: 看看我们团队的情况; 谁有风险; 谁还没写OKR
who_reported: 哪些人没更新; 谁还没更新？; 谁没交周报; 大家都更新了吗; 本周更新情况怎么样; 谁还没写周报
who_reported: who has not checked in?; who hasn't updated yet; has everybody checked in?; who still has to report?; did my team check in
time_zone: I work from New York now; I moved to Berlin; I'm based in London; 我现在在纽约上班; 我搬到柏林了; 我常驻新加坡了
inbox: what is waiting for me?; anything to approve; 有什么要我审批的; 哪些事等我处理
company: what are the company goals; 看看公司的目标
leave: I'm on vacation next week; 周二到周四不在; 下周休年假
change: change the deadline of KR2; I need to adjust the target; 怎么改截止日期; 调整一下目标值
my_schedule: when will you remind me next?; 什么时候提醒我; 几点找我填周报
settings: speak English please; change my time zone; 换成中文的语言设置; 改一下提醒时间
skip_week: skip this week; 这周没什么可报
stand_in: @boss is away next week, @dana stands in; @dana covers for @boss; who decides while I'm away?
stand_in: 下周 @老板 出差，@dana 代为审批; 我下周休假，请 @dana 替我审批; 我不在的时候谁来审批
find: find last quarter's okrs; 查一下以前的目标
help: what is this?; 这是干嘛的
draft: ok how do I begin; 那我怎么开始
home: did it arrive?; when will my boss answer?; 收到了吗; 老板什么时候会看
checkin: I forgot last week's report; 上周忘记填了
chart: show me my chart; 看看我的走势图
weekly: what did I report last week?; 上周我填的什么
team: who is on vacation?; is anybody at risk?; 这周谁请假; 有没有风险
dates: when do drafts have to be in?; what is the deadline for drafts?; 起草什么时候截止; 打分哪天截止
visibility: make it visible to my team only; 只给我团队看
coverage: who supports my KR2?; 谁支持我的KR2
map: open the map; 给我地图的链接
weekly: what are my priorities?; 这周要做什么
change: delete my OKR; 删掉我的OKR
why.score: what happens with my score?; 分数有什么用
why.hand_over: Dana is leaving the company next month, who takes her OKRs?; Dana下个月离职，她的OKR给谁
pause: stop reminding me; don't send me anything until Monday; too many reminders; don't remind me on Friday; no messages after 6pm
pause: 这周别提醒我; 暂停提醒到下周一; 别给我发消息了; 别催我了; 周五之前别打扰我
split: break down KR2; 把KR1拆给下属
ask_coach: can I talk to a coach?; 找教练
score: how do I grade my okrs; 给自己打分
retro: look back on the quarter; 复盘一下本季度
examples: how do other people write their key results?; could I see a sample OKR?; 给我一个写得好的OKR参考一下; 别人的KR是怎么写的
examples: show me a good example; I need an example; how do others write theirs; 给我看个好例子; 看看别人怎么写的; 有没有示例可以参考
ready: 评估一下我们公司是否适合OKR; 我们适合推行OKR吗？
ready: are we ready for OKRs?; is our company ready to use OKRs; 我们准备好用OKR了吗; 我们公司适合推OKR吗
memo: show me the team's improvements; 大家提了哪些改进
memo: what is on the memo?; show me our improvements; 看看备忘录; 大家的改进有哪些
propose: I have an idea for the team: no meetings on Friday; I'd like to propose something for next month
propose: I want to suggest an improvement; 我想提个改进; 加一条到备忘录
board_here: please post our board here every week; the board should appear in this channel
board_here: could you send the team board to this group from now on?
board_here: 以后把看板发到这个群; 请每周把团队看板推送到本群; 看板以后就发在群里吧
board_here: let's use this group for our board; 这个群要收到团队看板; 看板能不能每周发到这里？
draft: 下个季度的目标从哪儿下手比较好; I'm stuck, how do I come up with an objective?
carry_over: 沿用上季度的目标; 我想把上季度那个目标接着做下去; 我把上次那个 OKR 再用一遍可以吗
carry_over: carry over last quarter's goals; I'd like to carry on with last quarter's objective; could I reuse the objective I had in Q3?
time_zone: 我下周要去成都办公; 我要调去深圳办公了; I'm relocating to Singapore next month; I'll be working from Berlin
settings: only write to me between 10 and 18; write to me on Slack; can the Friday reminder come at half past nine
settings: use the German holidays for me
settings: 只在10点到18点之间给我发消息; 给我发飞书; 我按香港的日历放假; 提醒时间往后挪一小时行吗
pause: 8点以后别打扰我; 晚上别给我推消息; don't write to me after 8
my_schedule: when's my next update due?; can you ask me on Mondays instead?; 下次什么时候问我进展
change: Could Zoe co-own KR2 with me?; KR2 估计年底做不完了，想延到一月底; can we push KR2 to end of January?
why.hand_over: I'm switching to marketing, my key results should go to Dana; 我下个月转去市场部，手上的 KR 要交给别人
chart: send me a graph of my confidence; 把我的走势发我一张图
who_reported: who on my team is still silent this week?; 我们组这周谁还没交进展
rhythm: from now on ask my team every other Thursday; 以后我们组改成每两周周四问一次
team: whose confidence dropped this week?; who's off next week?; whose drafts are stuck?; 组里谁的信心掉得厉害; 谁的草稿一直没动
dates: 这个季度还剩几天; how long until the quarter is over?; when can I start writing for Q1?
nudge: 给组里所有人发个提醒，周五前交
leave_end: 上次请的假作废; scrap the leave I booked
ask_coach: who could teach me to write better key results?; 谁能教我怎么写关键结果
board_here: can our board live in this channel?; 每周五把我们的看板贴到这儿
board_off: please don't post the board here any more; stop sending the board to this channel; 别再把看板发到这个群了; 看板不用发到群里了
"""
ASKED_BY_HR = """
report: how many people have no draft?; 完成情况怎么样; 多少人提交了
who_stands: which people are without an okr; who hasn't started yet?; give me the list of people without OKRs; who has submitted?
who_stands: 谁还没写OKR; 还有谁没开始; 给我没写OKR的名单; 哪些人还没提交
broadcast: remind everyone who has no draft; send a message to all people who are late; 发个通知给没写的人; 催一下还没交的
broadcast: remind everyone in Sales who has not submitted, tomorrow at 10; message all managers who haven't agreed their OKRs
broadcast: 提醒研发部没交的同学明天上午十点前提交; 给销售部没写完的人发个消息; 通知全体员工明天交OKR
report: export the report as excel; 导出报告
report: who has scored?; is everybody done with scoring?; 谁打分了; 大家都打完分了吗
days: 11月6日是工作日吗; 公司元旦多放一天
who_stands: list everybody who hasn't rated their key results; 还没自评的拉个名单
report: how many still haven't put pen to paper?; what's the completion rate so far?; 到现在还有多少人没动笔
cycle: open the next cycle; review every month; let owners change their key results themselves; lock key results for this quarter
cycle: you can close Q3 now; push the drafting deadline of next quarter to January 15; Sales doesn't have to write OKRs this time
cycle: 打开下一个周期; 变更规则改成负责人自己定; 每个月回顾一次; 中途不回顾; 三季度可以关了; 下个季度的起草可以开放了
broadcasts: what happened to my last message?; 我上次发的消息怎么样了
days: add a company holiday on Dec 24; December 31 is a day off; 12月24日公司放假
why.people: add a new employee; make Dana a coach; 添加新员工; 让Dana当教练
cycle: extend the drafting deadline by a week; make the Support team a pilot; set the limit to 3 objectives
cycle: let Support skip writing this quarter
cycle: switch off the half time reminder
cycle: 起草截止延后一周; 把客服设成试点; 客服部这个季度不用写; 关掉过半提醒; 会自动发哪些消息; 每人目标最多3个
broadcasts: stop the broadcast; 停掉那条广播
cycle: close the quarter; start the next quarter's cycle; 关闭周期; 新建下个季度
"""
NO_REQUEST = """
Customers get an answer while they still care; First reply time from 9 hours to 2 hours; 让新客户第一周就能用起来; 客诉率从5%降到2%;
thanks a lot; 好的; yes; 12; kr1 40%; The quick brown fox; 今天天气不错; who is the president of France; 帮我订机票; write me a poem;
can everybody in this channel see the board?; 我们群里谁看看板
"""


def told(table: str) -> list[tuple[str, str]]:
    lines = (line.partition(": ") for line in table.strip().splitlines())
    return [(flow, sentence.strip()) for flow, _, said in lines for sentence in said.split(";")]


@pytest.mark.parametrize(("flow", "said"), told(ASKED))
def test_what_is_asked_for_in_a_sentence(flow: str, said: str) -> None:
    assert REQUESTS.find(said, hr=False) == flow


@pytest.mark.parametrize(("flow", "said"), told(ASKED_BY_HR))
def test_what_only_hr_asks_for(flow: str, said: str) -> None:
    assert REQUESTS.find(said, hr=True) == flow
    assert REQUESTS.find(said, hr=False) != flow


@pytest.mark.parametrize("said", [one.strip() for one in NO_REQUEST.replace("\n", " ").split(";")])
def test_what_asks_for_nothing(said: str) -> None:
    assert REQUESTS.find(said, hr=True) is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("What is Li Lei working on?", "li lei"),
        ("show me Han Mei's goals", "han mei"),
        ("王芳的OKR是什么？", "王芳"),
        ("I have a 1:1 with Li Lei tomorrow", "li lei"),
        ("我该问李雷什么", "李雷"),
        ("what did Li Lei change?", "li lei"),
        ("who works on onboarding?", "onboarding"),
        ("谁在做新人培训", "新人培训"),
        ("I'd like to comment on Dana's KR1", "dana"),
        ("我想评论李雷的KR1", "李雷"),
        ("tell Li Lei good job", "li lei"),
        ("跟李雷说做得好", "李雷"),
        ("看看李雷的目标", "李雷"),
        ("韩梅最近在忙什么", "韩梅"),
        ("我想给 Dana 鼓个掌", "dana"),
        ("Thanks to Dana for the demo", "dana"),
        ("Thanks to Dana, conversion is up", None),
        ("show my okrs", None),
        ("看看我的OKR", None),
        ("what is the team working on", None),
    ],
)
def test_whose_okrs_are_meant(said: str, name: str | None) -> None:
    found = REQUESTS.person(said)
    assert (found and found[1]) == name


def test_every_request_is_something_the_bot_does() -> None:
    asked = {flow for flow, _ in (*REQUESTS.rules, *REQUESTS.named)}
    assert {IN_ONE.get(flow, flow) for flow in asked if not flow.startswith(TOPIC)} <= {*FLOWS, *DECIDES}
    assert {flow.removeprefix(TOPIC) for flow in asked if flow.startswith(TOPIC)} <= set(TOPICS)


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("New customers are productive in their first week", True),
        ("让新客户第一周就能用起来", True),
        ("who is my manager", False),
        ("怎么填", False),
        ("lalala", False),
        ("Can you help?", False),
        ("@Wang Fang does all of this", False),
    ],
)
def test_what_may_be_the_beginning_of_an_okr(said: str, wish: bool) -> None:
    assert REQUESTS.is_wish(said) is wish


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Support, please", "Support"),
        ("请麻烦 Support 谢谢", "Support"),
        ("please, thanks", ""),
        ("请" * 5000, "请" * 5000),
        ("please " * 20, ""),
    ],
)
def test_no_team_is_called_please(said: str, name: str) -> None:
    assert REQUESTS.without_courtesy(said) == name
