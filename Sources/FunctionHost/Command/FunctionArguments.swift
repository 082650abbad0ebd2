import ArgumentParser

/// The command line of a function: without a subcommand it handles the event on its standard input.
struct FunctionArguments: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: programName,
            abstract: "Handles the event on standard input, or with 'serve' those that come over HTTP.",
            discussion: HelpText.discussion,
            subcommands: [ServeArguments.self, LambdaArguments.self]
        )
    }

    @Flag(name: .customLong("dry-run"), help: "Print what would change and the commit's message; push nothing.")
    var isDryRun = false

    @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Log each Git request.")
    var isVerbose = false

    /// What the user called.
    private static var programName: String {
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "function"
    }
}

/// The command line of a function that serves HTTP.
struct ServeArguments: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "serve",
            abstract: "Serves HTTP: POST / takes an event, /health/liveness and /health/readiness are for probes.",
            discussion: """
                SIGTERM and SIGINT end it once the requests under way are answered. Without any argument it is what a \
                program does that finds PORT in its environment.
                """
        )
    }

    @ParentCommand var function: FunctionArguments

    @Option(help: ArgumentHelp("The port to listen on; 0 for any.", discussion: "Default: $PORT, or else 8080."))
    var port: Int?

    @Option(help: ArgumentHelp("The address to listen on.", discussion: "Default: 0.0.0.0, all of this machine's."))
    var host: String?

    @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Log each Git request.")
    var isVerbose = false

    func validate() throws {
        guard port.map((0...65535).contains) ?? true else { throw ValidationError("A port is at most 65535.") }
        guard !function.isDryRun else { throw ValidationError("--dry-run is for an event on standard input.") }
    }
}

/// The command line of a function of AWS Lambda.
struct LambdaArguments: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "lambda",
            abstract: "Handles invocations of AWS Lambda: events themselves, or HTTP requests with events in them.",
            discussion: """
                A custom runtime, which asks for invocations at \(PlatformContract.lambdaVariable). Without any argument it \
                is what a program does that finds that in its environment.
                """
        )
    }

    @ParentCommand var function: FunctionArguments

    @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Log each Git request.")
    var isVerbose = false

    func validate() throws {
        guard !function.isDryRun else { throw ValidationError("--dry-run is for an event on standard input.") }
    }
}
