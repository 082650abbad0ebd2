import ArgumentParser

/// `-f`, the file with an event.
struct EventFileOption: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp(
            "The event's file, '-' for standard input.",
            discussion: "A .json file is the event's body; a .http file has headers above an empty line.",
            valueName: "file"))
    var path: String
}
