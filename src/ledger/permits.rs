//! Who may write what: one table of kinds and roles. Unknown means no.

use crate::model::Role;

use super::kinds;

/// Whether a signer of this role may write an event of this kind.
pub fn permits(role: Role, kind: &str, has_cause: bool) -> bool {
    let Some(kind) = kinds::find(kind) else { return false };
    match role {
        Role::Recorder => kind.recorded && has_cause,
        role => role >= kind.least,
    }
}

/// Whether a signer of this role may admit one of that role.
pub fn may_admit(by: Role, admitted: Role) -> bool {
    match by {
        Role::Root => true,
        Role::Maintainer => matches!(admitted, Role::Contributor | Role::Recorder),
        Role::Contributor | Role::Recorder => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorder_records_what_has_a_cause_and_nothing_else() {
        assert!(permits(Role::Recorder, "closed", true));
        assert!(!permits(Role::Recorder, "closed", false));
        for kind in [
            "confirmed",
            "waived",
            "evidenced",
            "admitted",
            "ruled",
            "revoked",
            "adopted",
            "retracted",
        ] {
            assert!(!permits(Role::Recorder, kind, true), "{kind}");
        }
    }

    #[test]
    fn only_a_root_rules_and_revokes() {
        for kind in ["ruled", "revoked", "ceded"] {
            assert!(
                permits(Role::Root, kind, false) && !permits(Role::Maintainer, kind, false),
                "{kind}"
            );
        }
        assert!(
            permits(Role::Maintainer, "waived", false)
                && !permits(Role::Contributor, "waived", false)
        );
        assert!(
            may_admit(Role::Maintainer, Role::Contributor)
                && !may_admit(Role::Maintainer, Role::Maintainer)
        );
        assert!(!permits(Role::Root, "no-such-kind", false));
    }
}
