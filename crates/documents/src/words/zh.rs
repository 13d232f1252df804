//! "Il suo prossimo passo" in Chinese: polite, simplified characters.

use super::Words;

pub(super) static WORDS: Words = Words {
    title: "您的下一步",
    done: "今天我们办了什么",
    step: "接下来",
    place: "地点",
    when: "时间",
    bring: "请携带",
    call: "联系谁",
    code: "再来时，请在入口的屏幕前出示此方块：您会得到一个号码，我们从这里继续，不再重新提问。",
    keep: "请保存这张纸。",
    at: |date, time| format!("{date} {time}"),
    by: |date| format!("最晚 {date}"),
};
