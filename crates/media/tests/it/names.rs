//! Names of stored files, and what is none.

use media::{InvalidName, Name};

const DIGITS: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn a_name_is_the_hash_of_the_bytes() {
    let name = Name::of(b"abc");
    assert_eq!(name.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.jpg");
    assert_eq!(Name::parse(name.as_str()), Ok(name.clone()));
    assert_eq!(name.to_string().parse(), Ok(name.clone()));
    assert!(name.fits(b"abc") && !name.fits(b"abd"));
}

#[test]
fn no_path_can_be_smuggled_in() {
    let good = format!("{DIGITS}.jpg");
    Name::parse(&good).unwrap();
    let ups = [
        "..",
        "../",
        "..\\",
        "%2e%2e/",
        "..%2f",
        "..%5c",
        "%252e%252e%252f",
        "..;/",
        "....//",
        ".\u{0}./",
        "．．/",
        "..／",
        "\u{2025}/",
        "./",
    ];
    let targets = ["", "etc/passwd", "proc/self/environ", "athena.db", "tmp/1-1", DIGITS, good.as_str()];
    let mut bad: Vec<String> = Vec::new();
    for up in ups {
        for target in targets {
            bad.push(format!("{up}{target}"));
            bad.push(format!("{}{target}", up.repeat(8)));
        }
        bad.push(format!("{good}/{up}"));
        bad.push(format!("{}{up}.jpg", &DIGITS[up.chars().count().min(9)..]));
    }
    let absolute = [
        "/",
        "//",
        "\\\\host\\share\\",
        "C:\\",
        "file:///",
        "http://169.254.169.254/",
        "~/",
        "|",
        "-",
        "$(id)",
        "`id`",
    ];
    bad.extend(absolute.map(|start| format!("{start}{good}")));
    bad.extend(
        [
            ".png",
            ".JPG",
            ".jpeg",
            ".jpg.html",
            ".svg",
            ".jpg/",
            ".jpg\0",
            ".jpg\n",
            ".jpg ",
            "",
            ".",
            ".jpg.jpg",
            "%2ejpg",
        ]
        .map(|end| format!("{DIGITS}{end}")),
    );
    bad.extend([" ", "\n", "\t", "\0", "\u{feff}", "a"].map(|start| format!("{start}{good}")));
    bad.push(good.to_uppercase());
    bad.push(good.replace('a', "A"));
    bad.push(good.replace('a', "g"));
    bad.push(good.replace('a', "а")); // Cyrillic
    bad.push(good.replace('1', "١")); // Arabic-Indic
    bad.push(good.replace('0', "/"));
    bad.push(good.replacen('0', "", 1));
    bad.push(good.repeat(1000));
    bad.extend(["", ".", "..", "/", "\0", "tmp", "check", "con", "nul.jpg", ".jpg", ".htaccess"].map(str::to_owned));
    assert!(bad.len() >= 200, "{}", bad.len());
    for name in bad {
        assert_eq!(Name::parse(&name), Err(InvalidName), "{name:?}");
    }
}
