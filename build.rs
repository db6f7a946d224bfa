//! Embeds `assets/` into the binary.

fn main() -> Result<(), web_build::Error> {
    web_build::assets("assets")
}
