//! The program: everything it can do is a command, see `athena::commands`.

/// The system's allocator keeps what each of its arenas once held: after a few hundred passwords, 19 MiB of work each,
/// that was 1.5 GB.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    athena::commands::main()
}
