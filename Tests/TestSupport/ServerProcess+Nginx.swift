extension ServerProcess {
    /// Starts nginx with the `nginx.conf` of a directory, where it also keeps its logs.
    convenience init(nginxIn state: TemporaryDirectory) throws {
        try self.init(
            Tool.path("nginx"), ["-p", state.path, "-e", state.path("error.log"), "-c", state.path("nginx.conf")],
            logFile: state.path("nginx.log"))
    }
}
