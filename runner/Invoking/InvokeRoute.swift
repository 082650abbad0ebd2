import ArgumentParser

/// How an event gets to its handler.
enum InvokeRoute: String, CaseIterable, ExpressibleByArgument {
    /// In this process.
    case inProcess = "in-process"
    /// The function's executable, on its standard input.
    case stdin
    /// The function's executable, over HTTP.
    case http
}
