//! Many files are read in another way than few. The same is found of each.

use gaps::shell::git::Git;
use gaps::shell::tree::Found;
use gaps::shell::verdicts::Verdicts;

use crate::support::Repo;

#[test]
fn a_file_among_a_thousand_is_judged_as_it_is_alone() {
    let repo = Repo::with_gaps(&["roles", "keys"]);
    let at = ".gaps/events/SEC/001";
    let text = |seed: u32, bytes: usize| -> String {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'a' + (state >> 24) as u8 % 26)
        };
        (0..bytes).map(|_| next()).collect()
    };
    for n in 0..1100 {
        repo.write(
            &format!("{at}/{}.event", blake3::hash(&[n as u8, (n >> 8) as u8])),
            text(n, 50),
        );
    }
    // As large as an event may be, a byte larger, larger than is read at all, and beginnings of these.
    let large = text(7, 700_000);
    for bytes in [65_536, 65_537, 262_143, 262_144, 262_145, 300_000, 700_000] {
        repo.write(
            &format!("{at}/{}.event", blake3::hash(&(bytes as u64).to_le_bytes())),
            &large[..bytes],
        );
    }
    for bytes in [3_000, 40_000, 60_000] {
        let name = blake3::hash(&(bytes as u32).to_le_bytes());
        repo.write(&format!("{at}/{name}.event"), &large[700_000 - bytes..]);
    }
    repo.git(&["add", "."]);
    repo.commit("many files");
    for packed in [false, true] {
        if packed {
            repo.git(&["repack", "--quiet", "-adf", "--window=2000", "--depth=50"]);
        }
        let git = Git::open(&repo.path).unwrap();
        let files = git.files_at(git.head().unwrap().unwrap()).unwrap();
        let all: Vec<&Found> = files.values().collect();
        let (mut one, mut other) = (Verdicts::none(), Verdicts::none());
        let (judged, hashes) = (git.judge(&all, &mut one), git.hashes(&all));
        let right = judged.iter().filter(|j| j.is_ok()).count();
        assert_eq!((judged.len(), right), (1113, 3));
        for ((file, judged), hash) in all.iter().zip(&judged).zip(hashes) {
            assert_eq!(*judged, git.judge(&[file], &mut other)[0], "{}", file.path);
            assert_eq!(hash, git.hashes(&[file])[0], "{}", file.path);
        }
        let told: Vec<&str> =
            judged.iter().filter_map(|j| Some(j.as_ref().err()?.message.as_str())).collect();
        let too_large = told.iter().filter(|m| m.contains("larger than 64 KiB")).count();
        assert_eq!(too_large, 6, "{told:?}");
    }
}
