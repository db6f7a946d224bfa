use std::fs;

use tempfile::TempDir;

use super::*;

fn site(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn built(files: &[(&str, &str)]) -> Result<Files, Error> {
    collect(site(files).path())
}

fn content(files: &Files, name: &str) -> String {
    String::from_utf8(files[name].bytes.clone()).unwrap()
}

#[test]
fn sheets_become_one_with_the_layers_first_and_hashed_addresses() {
    let files = built(&[
        ("css/00-layers.css", "@layer base, parts;"),
        ("css/button.css", "a { background: url( \"../icons.svg#bell\" ) }"),
        ("css/avatar.css", "@font-face { src: url(fonts/inter.woff2) format(\"woff2\") }"),
        ("css/deep/card.css", "b { mask: url('/static/icons.svg'); c: url(data:image/png;base64,AA); d: url(#x) }"),
        ("icons.svg", "<svg/>"),
        ("fonts/inter.woff2", "font"),
    ])
    .unwrap();
    let (font, icons) = (&files["fonts/inter.woff2"].url, &files["icons.svg"].url);
    assert!(font.starts_with("/static/fonts/inter.") && font.ends_with(".woff2"), "{font}");
    assert_eq!(
        content(&files, "app.css"),
        format!(
            "@layer base, parts;\n\
             @font-face {{ src: url({font}) format(\"woff2\") }}\n\
             a {{ background: url({icons}#bell) }}\n\
             b {{ mask: url({icons}); c: url(data:image/png;base64,AA); d: url(#x) }}\n"
        )
    );
    assert!(!files.contains_key("css/button.css"));
}

#[test]
fn comments_and_strings_of_sheets_stay_as_they_are() {
    let text = "/* url(gone.png) */ a::before { content: \"url(gone.png) \\\" é\" }";
    let files = built(&[("css/a.css", text)]).unwrap();
    assert_eq!(content(&files, "app.css"), format!("{text}\n"));
}

#[test]
fn references_to_nothing_stop_the_build_and_name_both_files() {
    for (name, text) in [
        ("css/a.css", "a { b: url(gone.png) }"),
        ("css/a.css", "a { b: url(../../etc/passwd) }"),
        ("css/a.css", "a { b: url(https://elsewhere.example/x.png) }"),
        ("js/a.js", "import \"./gone.js\""),
        ("js/a.js", "import \"../../x.js\""),
    ] {
        let error = built(&[(name, text), ("x.png", "")]).unwrap_err();
        assert!(matches!(error, Error::Missing { .. }), "{text}: {error}");
        assert!(error.to_string().contains(name));
    }
    assert!(matches!(built(&[("css/a.css", "@import 'b.css';")]), Err(Error::Import(_))));
    assert!(matches!(built(&[("x.exe", "MZ")]), Err(Error::UnknownKind(_))));
}

#[test]
fn scripts_import_each_other_by_hash_and_a_change_reaches_every_importer() {
    let scripts = |leaf: &str| {
        built(&[
            ("js/app.js", "import { a } from './parts/a.js';\nimport(\"./z.js\"); const s = \"it's\";"),
            ("js/parts/a.js", "export * from \"../z.js\";"),
            ("js/z.js", leaf),
            ("vendor/lib.min.js", "x=\"./untouched.js\""),
        ])
        .unwrap()
    };
    let (one, two) = (scripts("export const a = 1;"), scripts("export const a = 2;"));
    let (a, z) = (one["js/parts/a.js"].file_name(), one["js/z.js"].file_name());
    assert_eq!(
        content(&one, "js/app.js"),
        format!("import {{ a }} from './parts/{a}';\nimport(\"./{z}\"); const s = \"it's\";")
    );
    assert_eq!(content(&one, "js/parts/a.js"), format!("export * from \"../{z}\";"));
    assert_ne!(one["js/app.js"].url, two["js/app.js"].url);
    assert_eq!(one["vendor/lib.min.js"].url, two["vendor/lib.min.js"].url);
}

#[test]
fn scripts_in_a_circle_stop_the_build() {
    let error = built(&[("js/a.js", "import './b.js'"), ("js/b.js", "import './a.js'")]);
    assert!(matches!(error, Err(Error::Circle(way)) if way == "js/a.js → js/b.js → js/a.js"));
}

#[test]
fn licences_and_hidden_files_are_left_out_and_a_missing_directory_is_empty() {
    let files = built(&[("fonts/OFL.txt", ""), ("LICENSE", ""), (".DS_Store", ""), ("a/README.md", "")]);
    assert!(files.unwrap().is_empty());
    assert!(collect(Path::new("/nowhere/at/all")).unwrap().is_empty());
}

#[test]
fn the_same_files_give_the_same_output_wherever_they_lie() {
    let sources = [
        ("css/a.css", "a { color: red; color: red; color: red; color: red }"),
        ("js/a.js", "export default 1;"),
        ("fonts/a.woff2", "font font font font font font font font font"),
    ];
    let out = || {
        let (from, to) = (site(&sources), tempfile::tempdir().unwrap());
        write(&collect(from.path()).unwrap(), to.path(), 11).unwrap();
        let mut packed: Vec<(String, Vec<u8>)> = fs::read_dir(to.path().join("assets"))
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read(entry.path()).unwrap())
            })
            .collect();
        packed.sort();
        (fs::read_to_string(to.path().join("assets.rs")).unwrap(), packed)
    };
    let (list, packed) = out();
    assert_eq!((list.clone(), packed), out());
    let font = list.lines().find(|line| line.contains("woff2")).unwrap();
    assert!(font.contains("br: None, gz: None"), "fonts are compressed already: {font}");
    let sheet = list.lines().find(|line| line.contains("app.css")).unwrap();
    assert!(sheet.contains("br: Some") && sheet.contains("gz: Some"), "{sheet}");
}
