import ArgumentParser
import FoundationEssentials
import GitOps
import NATS

/// `runner deadletters`: what could not be handled, to be looked at, tried again or dropped.
struct DeadLettersCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "deadletters",
            abstract: "Lists, shows, retries and drops events that could not be handled.",
            discussion: """
                An event becomes a dead letter if it cannot be understood, or if it has failed too often. Its bytes and \
                headers are kept as they were, beside what is wrong with it.

                EXAMPLES:
                  runner deadletters list
                  runner deadletters show 7
                  runner deadletters retry 7 8
                  runner deadletters drop --all

                \(NATSOptions.help)
                """,
            subcommands: [List.self, Show.self, Retry.self, Drop.self],
            defaultSubcommand: List.self
        )
    }

    /// Which of them, and where they are.
    struct Selection: ParsableArguments {
        @Argument(help: ArgumentHelp("Their numbers, as 'list' shows them.", valueName: "number"))
        var numbers: [UInt64] = []

        @Flag(help: "All of them.")
        var all = false

        @OptionGroup var session: BusSessionOptions

        func validate() throws {
            guard all != !numbers.isEmpty else { throw ValidationError("Name the numbers, or --all.") }
        }

        /// Does something with each of them, and prints what came of it.
        func forEach(_ body: (DeadLetters, UInt64) async throws -> String) async throws {
            try await session.withConnection { connection, names in
                let letters = DeadLetters(connection: connection, names: names)
                let chosen = all ? try await letters.numbers() : numbers
                let progress = Progress("dead letters", of: UInt64(chosen.count))
                defer { progress.hide() }
                for number in chosen {
                    let sentence = try await body(letters, number)
                    progress.hide()
                    try Print.line(sentence)
                    progress.advance()
                }
            }
        }
    }
}

extension DeadLettersCommand {
    /// `runner deadletters list`
    struct List: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "list",
                abstract: "Prints a line for each: number, time, handler, attempts, what is wrong.",
                discussion: """
                    EXAMPLES:
                      runner deadletters list
                      runner deadletters list --json | jq .error
                    """)
        }

        @Flag(help: "Print JSON, one object a line.")
        var json = false

        @OptionGroup var session: BusSessionOptions

        func run() async throws {
            try await session.withConnection { connection, names in
                try await DeadLetters(connection: connection, names: names).forEach { number, letter in
                    let line = DeadLetterLine(number, letter)
                    try Print.line(json ? line.json() : line.text)
                }
            }
        }
    }

    /// `runner deadletters show`
    struct Show: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "show", abstract: "Prints one: what is wrong, its headers, and its bytes as they were.",
                discussion: """
                    EXAMPLES:
                      runner deadletters show 7
                      runner deadletters show 7 --body > event.json
                    """)
        }

        @Argument(help: ArgumentHelp("Its number.", valueName: "number"))
        var number: UInt64

        @Flag(help: "Print its bytes and nothing else.")
        var body = false

        @OptionGroup var session: BusSessionOptions

        func run() async throws {
            let (letter, bytes) = try await session.withConnection { connection, names in
                let letters = DeadLetters(connection: connection, names: names)
                let letter = try await letters.letter(number)
                return (letter, try await letters.original(of: letter).body)
            }
            if !body { try Print.line(letter.description(number: number)) }
            try Print.bytes(bytes)
        }
    }

    /// `runner deadletters retry`
    struct Retry: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "retry", abstract: "Publishes them again where they came from, and drops them here.",
                discussion: """
                    EXAMPLES:
                      runner deadletters retry 7
                      runner deadletters retry --all
                    """)
        }

        @OptionGroup var selection: Selection

        func run() async throws {
            try await selection.forEach { letters, number in
                let stored = try await letters.retry(number)
                return "\(number) is message \(stored.sequence) of \(stored.stream) now"
            }
        }
    }

    /// `runner deadletters drop`
    struct Drop: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "drop", abstract: "Removes them for good.",
                discussion: """
                    EXAMPLES:
                      runner deadletters drop 7
                      runner deadletters drop --all
                    """)
        }

        @OptionGroup var selection: Selection

        func run() async throws {
            try await selection.forEach { letters, number in
                try await letters.drop(number)
                return "\(number) is dropped"
            }
        }
    }
}
