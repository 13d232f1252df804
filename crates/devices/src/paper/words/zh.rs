//! The paper in Chinese: polite, simplified characters.

use super::super::{CallManner, ExpectedWait};
use super::{NextStepWords, Words, band};

pub(super) static WORDS: Words = Words {
    reprint: "重印",
    people: |people| format!("{people} 人共用此号"),
    people_before,
    same_service: "办理同一项业务",
    expected_since,
    expected: |wait| band(wait, |high| format!("不超过 {high} 分钟"), |minutes| format!("{minutes} 分钟")),
    your_turn: "已经轮到您了：",
    called: "您的号码已经被叫到",
    comma: "、",
    hold_ready: "请准备好：",
    hold_ready_for_other: "另一位还需要：",
    watch: "请看大厅屏幕：",
    manner: |manner| match manner {
        CallManner::VoiceAndScreen => "我们会口头叫号，屏幕也会显示：",
        CallManner::ComeToMe => "轮到您时我们会来找您，请在大厅等候",
        CallManner::Phone => "请用手机查看您的排队情况",
    },
    we_come: "我们会来找您",
    wait_at: "等候地点：",
    page: "用手机扫描方块，可查看排队情况，也可点“{}”。",
    button: "离开一会儿",
    next_step: NextStepWords {
        title: "您的下一步",
        place: "地点：",
        bring: "请携带：",
        call: "联系：",
        practice: "案件",
        code: "再来时，请向屏幕出示此方块，即可取号。",
    },
};

fn people_before(people: u32) -> String {
    match people {
        0 => "您前面没有人".to_owned(),
        n => format!("您前面有 {n} 人"),
    }
}

fn expected_since(moment: &str, wait: ExpectedWait) -> String {
    let about = if wait.low_minutes == 0 { "" } else { "大约" };
    format!("从 {moment} 起，等候{about}")
}
