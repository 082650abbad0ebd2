import ArgumentParser
import Logging

/// `-v`, which every subcommand has.
struct LoggingOption: ParsableArguments {
    @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Log more, each Git request for one.")
    var isVerbose = false

    /// A logger to standard error.
    ///
    /// - Parameter standard: the level without `-v`.
    func logger(standard: Logger.Level) -> Logger {
        var logger = Logger(label: "runner") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = isVerbose ? .debug : standard
        return logger
    }
}
