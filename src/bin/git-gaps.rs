//! `git gaps VERB`: git looks for a program of this name. The same words as `gaps`.

fn main() -> std::process::ExitCode {
    gaps::cli::main()
}
