import Glibc

/// Writing to a program or a server that has gone ends a process, unless it says otherwise. libcurl leaves that to us
/// where it may use no signals, and OpenSSL writes as if to a file.
public enum BrokenPipes {
    /// Makes such a write an error like any other, once for the process. A handler that somebody set before stays. It
    /// is a handler and not `SIG_IGN`, which the programs that we start would inherit.
    public static let areErrors: Bool = {
        var current = sigaction()
        guard sigaction(SIGPIPE, nil, &current) == 0 else { return false }
        guard current.__sigaction_handler.sa_handler == nil else { return true }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        action.sa_flags = SA_RESTART
        return sigaction(SIGPIPE, &action, nil) == 0
    }()
}
