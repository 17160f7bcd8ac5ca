//! The web addresses of a repository, built from the address of its remote: the page of a pull request,
//! of a commit. Nothing is fetched, and a host whose forge is not known has none: a wrong link is worse
//! than no link. Self-hosted forges stand in the config, host by host.

use std::collections::BTreeMap;

use super::entry::Pr;
use super::forge::Forge;
use super::pull_request::{Name, PrText};
use super::web::{Address, encoded, is_host};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    pub forge: Option<Forge>,
    pub host: String,
    /// `owner/repo`, as the forge names the repository.
    pub path: String,
    /// `https://host`, and where the forge does not stand at the top of its host, the folder too.
    root: String,
}

/// Other names of the same hosts, for networks that let only port 443 out.
const ALIASES: [(&str, &str); 3] = [
    ("ssh.github.com", "github.com"),
    ("altssh.gitlab.com", "gitlab.com"),
    ("altssh.bitbucket.org", "bitbucket.org"),
];

impl Remote {
    /// Reads what `git remote get-url` prints. `hosts` maps `host` or `host:port` to a forge. None for a
    /// folder, a bundle, or anything else that is not on a host.
    pub fn read(url: &str, hosts: &BTreeMap<String, Forge>) -> Option<Self> {
        let mut address = Address::read(url).filter(is_git).or_else(|| scp(url))?;
        if let Some((_, real)) = ALIASES.iter().find(|(alias, _)| *alias == address.host) {
            address.host = (*real).to_owned();
        }
        let with_port = address.port.map(|port| format!("{}:{port}", address.host));
        let named = with_port.and_then(|place| hosts.get(&place)).or(hosts.get(&address.host));
        let forge = named.copied().or_else(|| Forge::of_host(&address.host));
        let forge = forge.or_else(|| is_azure_ssh(&address.host).then_some(Forge::AzureDevOps));
        let path = address.path.strip_suffix(".git").unwrap_or(&address.path).to_owned();
        let (host, root) = (address.host.clone(), address.root());
        let plain = Self { forge, host, path: path.trim_matches('/').to_owned(), root };
        Some(plain.settled(address.is_web())).filter(|remote| !remote.path.is_empty())
    }

    /// Undoes what single forges put around the repository's name.
    fn settled(self, web: bool) -> Self {
        match self.forge {
            Some(Forge::AzureDevOps) => self.azure(),
            Some(Forge::BitbucketServer) if web => self.bitbucket_server(),
            Some(Forge::Gerrit) if web => {
                Self { path: self.path.strip_prefix("a/").unwrap_or(&self.path).to_owned(), ..self }
            }
            _ => self,
        }
    }

    /// Three ways to write `organisation/project/_git/repo`.
    fn azure(self) -> Self {
        let segments: Vec<&str> = self.path.split('/').collect();
        let org = self.host.strip_suffix(".visualstudio.com").filter(|org| *org != "vs-ssh");
        let path = match (segments.as_slice(), org) {
            (["v3", org, project, repo], _) => format!("{org}/{project}/_git/{repo}"),
            (["DefaultCollection", rest @ ..], Some(org)) | (rest, Some(org)) => {
                format!("{org}/{}", rest.join("/"))
            }
            _ if is_azure_ssh(&self.host) => return Self { forge: None, ..self },
            _ => return self,
        };
        let host = "dev.azure.com".to_owned();
        Self { forge: self.forge, root: format!("https://{host}"), host, path }
    }

    /// `https://host/folder/scm/project/repo`.
    fn bitbucket_server(self) -> Self {
        let Some((folder, path)) = format!("/{}", self.path)
            .split_once("/scm/")
            .map(|(folder, path)| (folder.to_owned(), path.to_owned()))
        else {
            return self;
        };
        Self { root: format!("{}{folder}", self.root), path, ..self }
    }

    /// The page of a repository on this host.
    fn page(&self, repository: &str) -> Option<String> {
        let root = &self.root;
        let path = encoded(repository);
        match self.forge? {
            Forge::Phabricator => Some(root.clone()),
            Forge::Gerrit => Some(format!("{root}/{path}")),
            Forge::BitbucketServer => match path.split_once('/')? {
                (user, name) if user.starts_with('~') => {
                    Some(format!("{root}/users/{}/repos/{name}", &user[1..]))
                }
                (project, name) => Some(format!("{root}/projects/{project}/repos/{name}")),
            },
            _ => path.contains('/').then(|| format!("{root}/{path}")),
        }
    }

    /// The page of this repository.
    pub fn web(&self) -> Option<String> {
        self.page(&self.path)
    }

    /// Where Gerrit shows reviews: beside the repositories on googlesource, else on the same host.
    fn reviews(&self) -> String {
        match self.host.strip_suffix(".googlesource.com") {
            Some(name) => format!("https://{name}-review.googlesource.com"),
            None => self.root.clone(),
        }
    }

    /// Without the repository's name where it is this one: forges write it in full for their own too.
    pub fn shortened(&self, pr: PrText) -> PrText {
        let here = pr.stated.as_ref().is_none_or(|stated| stated.host == self.host);
        let foreign = |named: &String| !(here && named.eq_ignore_ascii_case(&self.path));
        PrText { repository: pr.repository.filter(foreign), ..pr }
    }
}

/// A pull request as a landing shows it: short where it is of this remote, and with its page.
pub fn shown(remote: Option<&Remote>, pr: &PrText) -> Pr {
    let short = remote.map_or_else(|| pr.clone(), |r| r.shortened(pr.clone()));
    let url = remote.and_then(|r| pr_url(r, pr));
    Pr { text: short.to_string(), number: short.number(), url }
}

/// The page of a pull request. None where the forge is not known, where the message names one on another
/// host, and where its notation is not the one of this forge.
fn pr_url(remote: &Remote, pr: &PrText) -> Option<String> {
    let review = format!("{}/", remote.reviews());
    let elsewhere = |at: &Address| at.host != remote.host && !at.to_string().starts_with(&review);
    if pr.stated.as_ref().is_some_and(elsewhere) {
        return None;
    }
    let repository = pr.repository.as_deref().unwrap_or(&remote.path);
    let page = remote.page(repository)?;
    match (remote.forge?, &pr.name) {
        (Forge::GitHub, Name::Hash(n)) => Some(format!("{page}/pull/{n}")),
        (Forge::GitLab, Name::Bang(n)) => Some(format!("{page}/-/merge_requests/{n}")),
        (Forge::Bitbucket | Forge::BitbucketServer, Name::Hash(n)) => {
            Some(format!("{page}/pull-requests/{n}"))
        }
        (Forge::AzureDevOps, Name::Hash(n)) => Some(format!("{page}/pullrequest/{n}")),
        (Forge::Gitea, Name::Hash(n) | Name::Bang(n)) => Some(format!("{page}/pulls/{n}")),
        (Forge::Gerrit, Name::Change(n)) => {
            Some(format!("{review}c/{}/+/{n}", encoded(repository)))
        }
        (Forge::Gerrit, Name::ChangeId(id)) => Some(format!("{review}q/{id}")),
        (Forge::Phabricator, Name::Revision(n)) => Some(format!("{page}/D{n}")),
        _ => None,
    }
}

/// The page of a commit, by its whole id.
pub fn commit_url(remote: &Remote, commit: &str) -> Option<String> {
    let whole = matches!(commit.len(), 40 | 64) && commit.bytes().all(|b| b.is_ascii_hexdigit());
    let page = remote.web().filter(|_| whole)?;
    match remote.forge? {
        Forge::GitHub | Forge::Gitea | Forge::AzureDevOps => {
            Some(format!("{page}/commit/{commit}"))
        }
        Forge::GitLab => Some(format!("{page}/-/commit/{commit}")),
        Forge::Bitbucket | Forge::BitbucketServer => Some(format!("{page}/commits/{commit}")),
        Forge::Gerrit if remote.host.ends_with(".googlesource.com") => {
            Some(format!("{page}/+/{commit}"))
        }
        Forge::Gerrit => {
            let path = encoded(&remote.path);
            Some(format!("{}/plugins/gitiles/{path}/+/{commit}", remote.root))
        }
        Forge::Phabricator => None,
    }
}

fn is_git(address: &Address) -> bool {
    ["https", "http", "ssh", "git", "git+ssh", "ssh+git"].contains(&address.scheme.as_str())
}

fn is_azure_ssh(host: &str) -> bool {
    host == "ssh.dev.azure.com" || host == "vs-ssh.visualstudio.com"
}

/// `user@host:owner/repo.git`, as ssh has it. `C:\repo` and `./a:b` are folders.
fn scp(url: &str) -> Option<Address> {
    let (place, path) = url.trim().split_once(':')?;
    let host = place.rsplit('@').next().unwrap_or_default();
    let folder = place.contains(['/', '\\']) || path.starts_with('\\') || place.len() < 2;
    let good = !folder && is_host(host) && !path.starts_with("//");
    good.then(|| Address {
        scheme: "ssh".to_owned(),
        host: host.to_ascii_lowercase(),
        port: None,
        path: encoded(path.trim_matches('/')),
    })
}

#[cfg(test)]
mod tests {
    use super::super::pull_request::pull_request;
    use super::*;

    fn hosts() -> BTreeMap<String, Forge> {
        let entry = |(host, word): (&str, &str)| (host.to_owned(), Forge::from_word(word).unwrap());
        [
            ("git.example.com", "gitlab"),
            ("ghe.example.com", "github"),
            ("bb.example.com", "bitbucket-server"),
            ("forge.example.com:3000", "forgejo"),
            ("review.example.com", "gerrit"),
            ("phab.example.com", "phabricator"),
            ("tfs.example.com", "azure-devops"),
        ]
        .map(entry)
        .into()
    }

    fn link(url: &str, message: &str) -> Option<String> {
        let remote = Remote::read(url, &hosts())?;
        let pr = pull_request(message, remote.forge, &|_| false)?;
        pr_url(&remote, &remote.shortened(pr))
    }

    #[test]
    fn every_form_of_remote_leads_to_the_page() {
        let (hub, lab) = ("x (#12)", "x\n\nSee merge request g/s/p!12");
        let (bucket, azure) = ("Merged in b (pull request #12)", "Merged PR 12: x");
        let change = "x\n\nReviewed-on: https://go-review.googlesource.com/c/go/+/12";
        for (url, message, expected) in [
            ("https://github.com/o/r.git", hub, "https://github.com/o/r/pull/12"),
            ("https://github.com/o/r/", hub, "https://github.com/o/r/pull/12"),
            ("https://user:token@github.com/o/r", hub, "https://github.com/o/r/pull/12"),
            ("git@github.com:o/r.git", hub, "https://github.com/o/r/pull/12"),
            ("org-1234@GitHub.com:o/r.git", hub, "https://github.com/o/r/pull/12"),
            ("ssh://git@github.com/o/r.git", hub, "https://github.com/o/r/pull/12"),
            ("ssh://git@ssh.github.com:443/o/r.git", hub, "https://github.com/o/r/pull/12"),
            ("git://github.com/o/r.git", hub, "https://github.com/o/r/pull/12"),
            ("git+ssh://git@github.com/o/r", hub, "https://github.com/o/r/pull/12"),
            ("git@ghe.example.com:o/r.git", hub, "https://ghe.example.com/o/r/pull/12"),
            ("git@github.com:o/r.js.git", hub, "https://github.com/o/r.js/pull/12"),
            ("git@github.com:o/r", "x (a/b#12)", "https://github.com/a/b/pull/12"),
            (
                "git@github.com:o/r",
                "x\n\nPR: https://github.com/o/r/pull/12",
                "https://github.com/o/r/pull/12",
            ),
            ("git@gitlab.com:g/s/p.git", lab, "https://gitlab.com/g/s/p/-/merge_requests/12"),
            (
                "https://oauth2:t@git.example.com/g/s/p.git",
                lab,
                "https://git.example.com/g/s/p/-/merge_requests/12",
            ),
            (
                "ssh://git@git.example.com:2222/g/s/p.git",
                lab,
                "https://git.example.com/g/s/p/-/merge_requests/12",
            ),
            (
                "https://git.example.com:8443/g/s/p.git",
                lab,
                "https://git.example.com:8443/g/s/p/-/merge_requests/12",
            ),
            ("git@bitbucket.org:o/r.git", bucket, "https://bitbucket.org/o/r/pull-requests/12"),
            (
                "https://bb.example.com/scm/PROJ/r.git",
                "Pull request #12: x",
                "https://bb.example.com/projects/PROJ/repos/r/pull-requests/12",
            ),
            (
                "https://bb.example.com/git/scm/PROJ/r.git",
                "Pull request #12: x",
                "https://bb.example.com/git/projects/PROJ/repos/r/pull-requests/12",
            ),
            (
                "ssh://git@bb.example.com:7999/~ann/r.git",
                "Pull request #12: x",
                "https://bb.example.com/users/ann/repos/r/pull-requests/12",
            ),
            (
                "https://org@dev.azure.com/org/My%20Project/_git/repo",
                azure,
                "https://dev.azure.com/org/My%20Project/_git/repo/pullrequest/12",
            ),
            (
                "git@ssh.dev.azure.com:v3/org/project/repo",
                azure,
                "https://dev.azure.com/org/project/_git/repo/pullrequest/12",
            ),
            (
                "org@vs-ssh.visualstudio.com:v3/org/project/repo",
                azure,
                "https://dev.azure.com/org/project/_git/repo/pullrequest/12",
            ),
            (
                "https://org.visualstudio.com/DefaultCollection/project/_git/repo",
                azure,
                "https://dev.azure.com/org/project/_git/repo/pullrequest/12",
            ),
            (
                "https://tfs.example.com/tfs/c/project/_git/repo",
                azure,
                "https://tfs.example.com/tfs/c/project/_git/repo/pullrequest/12",
            ),
            ("https://codeberg.org/o/r.git", hub, "https://codeberg.org/o/r/pulls/12"),
            (
                "http://forge.example.com:3000/o/r.git",
                hub,
                "http://forge.example.com:3000/o/r/pulls/12",
            ),
            (
                "https://go.googlesource.com/go",
                change,
                "https://go-review.googlesource.com/c/go/+/12",
            ),
            (
                "ssh://ann@review.example.com:29418/a/b",
                "x\n\nReviewed-on: https://review.example.com/c/a/b/+/12",
                "https://review.example.com/c/a/b/+/12",
            ),
            (
                "https://review.example.com/a/tools/x",
                "x\n\nChange-Id: I0123456789abcdef0123456789abcdef01234567",
                "https://review.example.com/q/I0123456789abcdef0123456789abcdef01234567",
            ),
            (
                "https://phab.example.com/source/x.git",
                "x\n\nDifferential Revision: https://phab.example.com/D12",
                "https://phab.example.com/D12",
            ),
        ] {
            assert_eq!(link(url, message).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn no_link_is_better_than_a_wrong_one() {
        for (url, message) in [
            ("/srv/git/r.git", "x (#12)"),
            ("../r.git", "x (#12)"),
            ("file:///srv/r.git", "x (#12)"),
            ("C:\\git\\r", "x (#12)"),
            ("C:/git/r", "x (#12)"),
            ("./a:b", "x (#12)"),
            ("host", "x (#12)"),
            ("", "x (#12)"),
            ("git@unknown.example.com:o/r.git", "x (#12)"),
            ("git@github.com-work:o/r.git", "x (#12)"),
            ("git@github.com:r.git", "x (#12)"),
            ("git@-oProxyCommand=x:o/r", "x (#12)"),
            ("git@gitlab.com:g/p.git", "Merge pull request #12 from o/b"),
            ("git@github.com:o/r.git", "x\n\nPR: https://evil.example.com/o/r/pull/12"),
            ("ext::sh -c x", "x (#12)"),
            ("ssh://o@vs-ssh.visualstudio.com:22/DefaultCollection/p/_ssh/r", "Merged PR 12: x"),
        ] {
            assert_eq!(link(url, message), None, "{url}");
        }
    }

    #[test]
    fn the_own_name_is_left_out_and_a_foreign_one_kept() {
        let remote = Remote::read("git@gitlab.com:g/p.git", &hosts()).unwrap();
        let short = |message: &str| {
            let pr = pull_request(message, remote.forge, &|_| false).unwrap();
            remote.shortened(pr).to_string()
        };
        assert_eq!(short("x\n\nSee merge request G/p!12"), "!12");
        assert_eq!(short("x\n\nSee merge request other/p!12"), "other/p!12");
        let there = "x\n\nPR: https://github.com/g/p/pull/12";
        assert_eq!(short(there), "g/p#12");
    }

    #[test]
    fn commits_have_pages_too() {
        let id = "1a2b3c4d5e6f70819203142536475869708192a3";
        for (url, start) in [
            ("git@github.com:o/r.git", "https://github.com/o/r/commit/"),
            ("git@gitlab.com:g/s/p.git", "https://gitlab.com/g/s/p/-/commit/"),
            ("git@bitbucket.org:o/r.git", "https://bitbucket.org/o/r/commits/"),
            (
                "https://bb.example.com/scm/P/r",
                "https://bb.example.com/projects/P/repos/r/commits/",
            ),
            ("https://codeberg.org/o/r", "https://codeberg.org/o/r/commit/"),
            ("https://dev.azure.com/o/p/_git/r", "https://dev.azure.com/o/p/_git/r/commit/"),
            ("https://go.googlesource.com/go", "https://go.googlesource.com/go/+/"),
            ("ssh://review.example.com:29418/x", "https://review.example.com/plugins/gitiles/x/+/"),
        ] {
            let remote = Remote::read(url, &hosts()).unwrap();
            assert_eq!(commit_url(&remote, id), Some(format!("{start}{id}")), "{url}");
            assert_eq!(commit_url(&remote, "HEAD"), None);
            assert_eq!(commit_url(&remote, "1a2b3c4"), None);
        }
    }
}
