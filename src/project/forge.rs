//! The forges whose notation we read and whose addresses we can build. A name, not a client: nothing of
//! ours ever talks to one.

/// Gitea stands for Forgejo too: they write the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Forge {
    GitHub,
    GitLab,
    Bitbucket,
    BitbucketServer,
    AzureDevOps,
    Gitea,
    Gerrit,
    Phabricator,
}

const WORDS: [(&str, Forge); 9] = [
    ("github", Forge::GitHub),
    ("gitlab", Forge::GitLab),
    ("bitbucket", Forge::Bitbucket),
    ("bitbucket-server", Forge::BitbucketServer),
    ("azure-devops", Forge::AzureDevOps),
    ("gitea", Forge::Gitea),
    ("forgejo", Forge::Gitea),
    ("gerrit", Forge::Gerrit),
    ("phabricator", Forge::Phabricator),
];

const HOSTS: [(&str, Forge); 6] = [
    ("github.com", Forge::GitHub),
    ("gitlab.com", Forge::GitLab),
    ("bitbucket.org", Forge::Bitbucket),
    ("dev.azure.com", Forge::AzureDevOps),
    ("codeberg.org", Forge::Gitea),
    ("gitea.com", Forge::Gitea),
];

impl Forge {
    /// The word of a config (`hosts."git.example.com" = "gitlab"`).
    pub fn from_word(word: &str) -> Option<Self> {
        WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, forge)| *forge)
    }

    /// The public hosts that everybody means. A host of one's own stands in the config: its name proves
    /// nothing.
    pub fn of_host(host: &str) -> Option<Self> {
        let known = HOSTS.iter().find(|(known, _)| *known == host).map(|(_, forge)| *forge);
        let below = |end: &str| host.ends_with(end);
        known
            .or_else(|| below(".visualstudio.com").then_some(Self::AzureDevOps))
            .or_else(|| below(".googlesource.com").then_some(Self::Gerrit))
    }

    /// Whether `(#12)` at the end of a subject is how pull requests are written there. Elsewhere `#12`
    /// is an issue or a work item.
    pub fn hash_is_a_pull_request(self) -> bool {
        matches!(self, Self::GitHub | Self::Gitea)
    }
}
