//! The program: everything it can do is a command, see `athena::commands`.

fn main() -> std::process::ExitCode {
    athena::commands::main()
}
