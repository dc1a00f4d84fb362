"""The demo's published pages. The story's people are invented, and the page says so."""

from development.operations.pages import publish_page
from development.rules.pages import PageDraft
from development.rules.words import PageKind
from web.demo.stage import Stage

PAGES = (
    PageDraft(
        "autumn-rice-training",
        PageKind.NOTICE,
        "Training for rice growers after the flood",
        "灾后水稻种植培训通知",
        "The training centre teaches how to prepare fields, choose seed and apply for cover after a flood. The"
        " course is free, lunch and the way are paid.\n\nAsk your caseworker or the agricultural station for a place.",
        "县培训中心举办灾后水稻恢复生产培训，讲解整地、选种和投保。培训免费，提供午餐和交通补助。\n\n请向帮扶责任人或农技站报名。",
    ),
    PageDraft(
        "who-pays-for-cover",
        PageKind.POLICY,
        "Who pays for farm insurance",
        "农业保险由谁出资",
        "The central budget, the province and the county pay most of the premium; the household pays a small share and"
        " is paid on the full sum insured.\n\nA subsidy that comes late never holds cover back: from the day the"
        " insurer accepts, the household is covered. Nobody has to buy.",
        "保费由中央、省、县财政承担大部分，农户只出一小部分，理赔按保险金额足额计算。\n\n补贴晚到不影响保障：保险公司承保之日起生效。自愿投保。",
    ),
    PageDraft(
        "objection-and-help",
        PageKind.POLICY,
        "You are told the reason, and you can object",
        "您有知情权和申诉权",
        "Whether a household is helped is decided by people: one visits and checks, another decides. The household is"
        " told the reason and can object; then somebody else checks again.\n\n"
        "Points and rewards never change any benefit.",
        "是否纳入帮扶由人决定：一人入户核查，另一人审定。农户会被告知理由，可以提出异议，由其他人重新核查。\n\n积分与任何救助待遇无关。",
    ),
    PageDraft(
        "two-mu-of-lotus",
        PageKind.STORY,
        "Two mu of lotus (an invented story)",
        "两亩白莲（虚构故事）",
        "This story is invented for the demonstration; nobody in it exists.\n\nWhen the flood took the late rice, the"
        " family had seed on credit and a sick grandmother at home. Their caseworker came the next day. An enterprise"
        " gave seedlings of white lotus, the insurer paid for the rice, and the eldest son learned to sell online. The"
        " first harvest paid the debt.",
        "本故事为演示虚构，人物均不存在。\n\n洪水冲毁晚稻时，这家人还欠着种子钱，家里奶奶卧病。帮扶责任人第二天上门，企业送来白莲种苗，"
        "保险赔付了稻田损失，大儿子学会了网上销售。第一季收成就还清了欠款。",
    ),
)
PUBLISHING = -8


def publish_pages(stage: Stage) -> None:
    """Let the county office publish its pages."""
    with stage.act("county_officer", PUBLISHING) as unit:
        for draft in PAGES:
            publish_page(unit, draft)
