import GitOps

/// What `--help` says besides the options, in lines of less than 80 characters: longer ones are wrapped to the left.
enum HelpText {
    static var discussion: String {
        """
        The event is JSON, bare or as a CloudEvent. The outcome is one line of JSON on standard output; logs go to \
        standard error.

        ENVIRONMENT:
          GITOPS_REPOSITORY               https://, http://, ssh://, git@host:path, or
                                          a path; required
          GITOPS_BRANCH                   default: the remote's HEAD
          GITOPS_POLICY                   path of a policy file; default: .gitops.yaml
                                          in the repository
          GITOPS_TOKEN                    token or password, or
          GITOPS_TOKEN_FILE               a file that holds it, read anew each time
          GITOPS_USERNAME                 default: git
          GITOPS_AUTHENTICATION           basic (default) or bearer
          GITOPS_CA_FILE                  authorities to trust in place of the system's
                                          (PEM)
          GITOPS_CLIENT_CERTIFICATE_FILE  this client's certificate (PEM)
          GITOPS_CLIENT_KEY_FILE          its private key (PEM)
          GITOPS_SSH_KEY_FILE             a private key for ssh
          GITOPS_KNOWN_HOSTS_FILE         known hosts for ssh; others are refused
          GITOPS_AUTHOR                   "Name <email>" of the commits
          GITOPS_SIGNING_KEY_FILE         an Ed25519 key of ssh-keygen's, or an OpenPGP
                                          key (needs gpg), without passphrase
          GITOPS_ARGOCD_WEBHOOK           Argo CD's /api/webhook, told of each push
          GITOPS_ARGOCD_WEBHOOK_SECRET    its webhook.github.secret; or ..._FILE
          GITOPS_NOTICE_URL               a chat's incoming web hook, told what
                                          alert-remediator did; or ..._FILE
          GITOPS_NOTICE_FORMAT            slack (default), teams or mattermost
          GITOPS_TIMEOUT                  seconds to wait for Git; default: 30
          GITOPS_MAX_RECEIVED_BYTES       the most in one answer of the Git server;
                                          default: 64000000
          GITOPS_WEBHOOK_SECRET           over HTTP, only deliveries that show this are
                                          taken, or
          GITOPS_WEBHOOK_SECRET_FILE      a file that holds it
          GITOPS_WEBHOOK_SECRET_<SENDER>  of one sender, as ..._HARBOR for
                                          ?sender=harbor; or ..._<SENDER>_FILE
          GITOPS_PUBSUB_AUDIENCE          over HTTP, Pub/Sub's tokens for this audience
                                          are taken, if they are of
          GITOPS_PUBSUB_SERVICE_ACCOUNT   this account
          GITOPS_SLACK_SIGNING_SECRET     over HTTP, Slack's commands are taken if they
                                          are signed by it, Teams' if they are by
          GITOPS_TEAMS_SECRET             the token that Teams showed for the web hook,
                                          and Mattermost's if they have
          GITOPS_MATTERMOST_TOKEN         this token; all three also with _FILE. Where
                                          one is set, no other command is taken
          GITOPS_CHAT_RESPONSE_HOSTS      hosts with commas between them that later
                                          answers may go to, beside hooks.slack.com
          GITOPS_CHAT_WAIT                seconds until a chat is told over HTTP that
                                          the work goes on; default: 2.5
          GITOPS_CHAT_CA_FILE             authorities to trust there, and for notices,
                                          in place of the system's (PEM)
          GITOPS_MAX_EVENT_BYTES          default: 1048576
          PORT                            for HTTP; with it, and without arguments, the
                                          program serves
          GITOPS_MAX_EVENTS               events under way at a time over HTTP;
                                          default: 128
          GITOPS_DRAIN                    seconds to take events over HTTP after
                                          SIGTERM; default: 0

        EXIT CODES:
        \(exitCodes)
          64  the arguments are wrong
        """
    }

    private static var exitCodes: String {
        OutcomeKind.allCases.map { kind in
            let code = "\(kind.exitCode)"
            return "  \(code)\(String(repeating: " ", count: 4 - code.count))\(kind.rawValue): \(meaning(kind))"
        }.joined(separator: "\n")
    }

    private static func meaning(_ kind: OutcomeKind) -> String {
        switch kind {
        case .pushed: "a commit is on the branch"
        case .unchanged: "already so, or this event was handled before"
        case .refused: "the policy says no"
        case .invalid: "the event cannot be understood"
        case .retry: "it did not work now and may work later"
        case .failed: "anything else went wrong"
        }
    }
}
