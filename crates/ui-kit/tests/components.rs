//! Every component as it looks, in both densities and mirrored. One test: a process has one Slint platform.

mod gallery;

use gallery::{Controls, Gallery, KeyboardLayout, Kit};
use slint::{ComponentHandle, ModelRc, PhysicalSize, SharedString, VecModel};
use std::path::Path;
use std::rc::Rc;
use turno_ui_kit::drive::{Stage, pictures};

struct Sheet {
    name: &'static str,
    touch: bool,
    rtl: bool,
    asking: bool,
    contrast: bool,
    size: (u32, u32),
}

/// What is chosen, typed and found below.
struct Below {
    name: &'static str,
    said: &'static [&'static str; 17],
    language: &'static str,
    layout: KeyboardLayout,
    latin_only: bool,
    large: bool,
    contrast: bool,
    rtl: bool,
    size: (u32, u32),
}

const ITALIAN: [&str; 17] = [
    "Quante persone?",
    "Domanda 1 di 3",
    "Guardi il tabellone in sala:",
    "A 042",
    "Persone",
    "Maria",
    "Mattina",
    "Pomeriggio",
    "Sera",
    "I dati che scrive servono solo a chi la riceve oggi allo sportello. Restano scritti per sette giorni, poi si cancellano da soli. \
     Può saltare ogni domanda: il numero resta suo. Per sapere di più chieda allo sportello, o legga il foglio appeso all’ingresso. \
     Chi ha dubbi può scrivere al Comune, che risponde entro trenta giorni, oppure al Garante.",
    "Cancella",
    "spazio",
    "Più grande",
    "Contrasto",
    "Ascolta",
    "Più in basso",
    "Ho bisogno di aiuto",
];

const ARABIC: [&str; 17] = [
    "كم شخصًا؟",
    "السؤال 1 من 3",
    "راقبوا الشاشة في القاعة:",
    "A 042",
    "أشخاص",
    "مريم",
    "صباحًا",
    "بعد الظهر",
    "مساءً",
    "المعلومات التي تكتبونها يقرؤها فقط من يستقبلكم اليوم. تُحفظ سبعة أيام ثم تُمحى. يمكنكم تخطّي أي سؤال، ويبقى الرقم لكم.",
    "محو",
    "مسافة",
    "أكبر",
    "تباين",
    "استماع",
    "أخفض",
    "أحتاج إلى مساعدة",
];

const UKRAINIAN: [&str; 17] = [
    "Скільки осіб?",
    "Питання 1 з 3",
    "Дивіться на табло в залі:",
    "A 042",
    "Особи",
    "Марія",
    "Ранок",
    "Після обіду",
    "Вечір",
    "Те, що Ви пишете, прочитає лише той, хто прийме Вас сьогодні. Дані зберігаються сім днів, потім зникають.",
    "Стерти",
    "пробіл",
    "Більше",
    "Контраст",
    "Слухати",
    "Нижче",
    "Потрібна допомога",
];

const CHINESE: [&str; 17] = [
    "几位?",
    "第 1 题,共 3 题",
    "请看大厅的显示屏:",
    "A 042",
    "人数",
    "玛丽亚",
    "上午",
    "下午",
    "晚上",
    "您填写的内容只给今天接待您的人看,保存七天后自动删除。每个问题都可以跳过,号码仍然归您。",
    "删除",
    "空格",
    "大字",
    "高对比",
    "朗读",
    "下移",
    "我需要帮助",
];

const PORTRAIT: (u32, u32) = (1080, 1920);

const BELOW: [Below; 6] = [
    Below {
        name: "controls",
        said: &ITALIAN,
        language: "it",
        layout: KeyboardLayout::Letters,
        latin_only: true,
        large: false,
        contrast: false,
        rtl: false,
        size: PORTRAIT,
    },
    Below {
        name: "controls-arabic",
        said: &ARABIC,
        language: "ar",
        layout: KeyboardLayout::Letters,
        latin_only: false,
        large: false,
        contrast: false,
        rtl: true,
        size: PORTRAIT,
    },
    Below {
        name: "controls-ukrainian",
        said: &UKRAINIAN,
        language: "uk",
        layout: KeyboardLayout::Letters,
        latin_only: false,
        large: false,
        contrast: true,
        rtl: false,
        size: PORTRAIT,
    },
    Below {
        name: "controls-chinese",
        said: &CHINESE,
        language: "zh",
        layout: KeyboardLayout::Phone,
        latin_only: true,
        large: false,
        contrast: false,
        rtl: false,
        size: PORTRAIT,
    },
    Below {
        name: "controls-large",
        said: &ITALIAN,
        language: "it",
        layout: KeyboardLayout::Letters,
        latin_only: true,
        large: true,
        contrast: false,
        rtl: false,
        size: (1080, 2300),
    },
    Below {
        name: "controls-large-contrast-code",
        said: &ITALIAN,
        language: "it",
        layout: KeyboardLayout::Code,
        latin_only: true,
        large: true,
        contrast: true,
        rtl: false,
        size: (1080, 2300),
    },
];

const SHEETS: [Sheet; 4] = [
    Sheet { name: "desk", touch: false, rtl: false, asking: false, contrast: false, size: (1000, 900) },
    Sheet { name: "kiosk", touch: true, rtl: false, asking: false, contrast: false, size: (1080, 2400) },
    Sheet {
        name: "mirrored-asking",
        touch: true,
        rtl: true,
        asking: true,
        contrast: false,
        size: (1080, 2400),
    },
    Sheet { name: "contrast", touch: true, rtl: false, asking: false, contrast: true, size: (1080, 2400) },
];

#[test]
fn every_component_looks_as_it_was_blessed() {
    Stage::Still.set().expect("the first platform of this process");
    let ui = Gallery::new().expect("a window in memory");
    turno_ui_kit::typeface::bundle();
    ui.show().expect("shown in memory");
    // Time stands still: a colour that is on its way would stay on its way.
    ui.global::<Kit<'_>>().set_reduced_motion(true);
    let mut faults = Vec::new();
    let mut compare = |name: &str, window: &slint::Window, size: (u32, u32)| {
        window.set_size(PhysicalSize::new(size.0, size.1));
        let golden =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(name).with_extension("png");
        let picture = window.take_snapshot().expect("the software renderer draws");
        faults.extend(pictures::compare(&golden, &picture).err());
    };
    for sheet in SHEETS {
        ui.global::<Kit<'_>>().set_touch(sheet.touch);
        ui.global::<Kit<'_>>().set_rtl(sheet.rtl);
        ui.global::<Kit<'_>>().set_contrast(sheet.contrast);
        ui.set_asking(sheet.asking);
        compare(sheet.name, ui.window(), sheet.size);
    }
    ui.hide().expect("hidden in memory");
    let ui = Controls::new().expect("a window in memory");
    ui.show().expect("shown in memory");
    ui.global::<Kit<'_>>().set_touch(true);
    ui.global::<Kit<'_>>().set_reduced_motion(true);
    for sheet in BELOW {
        let kit = ui.global::<Kit<'_>>();
        kit.set_rtl(sheet.rtl);
        kit.set_large(sheet.large);
        kit.set_contrast(sheet.contrast);
        let said: Vec<SharedString> = sheet.said.iter().map(|text| SharedString::from(*text)).collect();
        ui.set_said(ModelRc::from(Rc::new(VecModel::from(said))));
        ui.set_language(sheet.language.into());
        ui.set_layout(sheet.layout);
        ui.set_latin_only(sheet.latin_only);
        compare(sheet.name, ui.window(), sheet.size);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
