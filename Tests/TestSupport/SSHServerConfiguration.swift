import FoundationEssentials
import Glibc

/// How `sshd` is started.
struct SSHServerConfiguration {
    let state: String
    let port: UInt16
    let hostKey: String
    let userKey: String
    let acceptedVariables: [String]

    /// Where the server writes the id of its process.
    var processFile: String { "\(state)/pid" }

    /// The file. Whose files the keys are does not matter here.
    var text: String {
        """
        ListenAddress 127.0.0.1:\(port)
        PidFile \(processFile)
        HostKey \(hostKey)
        AuthorizedKeysFile \(userKey)
        AuthenticationMethods publickey
        PermitRootLogin prohibit-password
        StrictModes no
        UsePAM no
        PrintMotd no
        SetEnv GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
        \(acceptedVariables.isEmpty ? "" : "AcceptEnv \(acceptedVariables.joined(separator: " "))")

        """
    }

    /// The program with its arguments.
    ///
    /// As root it wants a user `sshd` and a directory, which only installing it makes. It gets both in a view of the
    /// file system of its own, so that nothing of this machine is changed.
    var command: [String] {
        get throws {
            let sshd = [try Tool.path("sshd"), "-D", "-e", "-f", "\(state)/sshd_config"]
            guard Self.needsOwnView else { return sshd }
            let script = """
                users=$1; shift
                mount --bind "$users" /etc/passwd && mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && exec "$@"
                """
            let view = [try Tool.path("unshare"), "--mount", "--propagation", "private"]
            return view + ["/bin/sh", "-c", script, "sh", "\(state)/passwd"] + sshd
        }
    }

    private static var needsOwnView: Bool {
        geteuid() == 0 && (getpwnam("sshd") == nil || access("/run/sshd", F_OK) != 0)
    }

    /// The users of this machine and `sshd`.
    static func users() throws -> String {
        let users = try String(contentsOfFile: "/etc/passwd", encoding: .utf8)
        guard getpwnam("sshd") == nil else { return users }
        return users + "sshd:x:64022:65534::/run/sshd:/usr/sbin/nologin\n"
    }

    /// The name of this user.
    static var user: String { getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "root" }

    /// Whether a server can start here: in a container, root may not be allowed a view of its own.
    static func isPossible() async -> Bool {
        guard needsOwnView else { return true }
        return (try? await Tool.run("unshare", ["--mount", "--propagation", "private", "true"])) != nil
    }
}

extension SSHServer {
    /// Whether a server can start here: in a container, root may not be allowed what it takes.
    public static func isPossible() async -> Bool { await SSHServerConfiguration.isPossible() }
}
