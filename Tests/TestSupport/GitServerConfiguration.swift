import Glibc

/// The configuration that nginx is given.
struct GitServerConfiguration {
    let repositories: String
    let state: String
    let backend: String
    let port: UInt16
    let options: GitServer.Options

    /// Where nginx reaches the gateway that starts `git-http-backend`, one process a request.
    var gatewaySocket: String { "\(state)/fcgi.sock" }

    /// The file. One worker, so that the log is in order.
    var text: String {
        """
        \(geteuid() == 0 ? "user root;" : "")
        daemon off; worker_processes 1; pid "\(state)/nginx.pid"; error_log "\(state)/error.log";
        events { worker_connections 512; }
        http {
          log_format traffic '\(GitServerRequest.logFormat)';
          access_log "\(state)/access.log" traffic;
          client_max_body_size 0; keepalive_timeout 300; keepalive_requests 100000; lingering_close off;
          client_body_temp_path "\(state)/body"; fastcgi_temp_path "\(state)/fastcgi";
          proxy_temp_path "\(state)/proxy"; uwsgi_temp_path "\(state)/uwsgi"; scgi_temp_path "\(state)/scgi";
          server {
            listen 127.0.0.1:\(port)\(options.tls == nil ? "" : " ssl");
            \(encryption)
            \(options.moved.map { "rewrite ^/\($0)/(.*)$ /\($1)/$1 permanent;" }.joined(separator: "\n      "))
            location /.mark/ { return 204; }
            location / {
              \(authentication)
              \(parameters.map { "fastcgi_param \($0) \"\($1)\";" }.joined(separator: "\n      "))
              fastcgi_buffering off; fastcgi_read_timeout 600;
              fastcgi_pass "unix:\(gatewaySocket)";
            }
          }
        }

        """
    }

    private var encryption: String {
        guard let tls = options.tls else { return "" }
        return """
            ssl_certificate "\(tls.server.certificate)"; ssl_certificate_key "\(tls.server.key)";
            ssl_client_certificate "\(tls.authority)"; ssl_verify_client on;
            """
    }

    private var authentication: String {
        options.credentials == nil ? "" : "auth_basic \"Git\"; auth_basic_user_file \"\(state)/passwords\";"
    }

    /// CGI variables (RFC 3875), those of `git help http-backend`, and what keeps Git's own configuration out.
    private var parameters: [(String, String)] {
        let protocolVersion = options.passesGitProtocol ? "$http_git_protocol" : ""
        return [
            ("REQUEST_METHOD", "$request_method"), ("QUERY_STRING", "$query_string"), ("PATH_INFO", "$uri"),
            ("CONTENT_TYPE", "$content_type"), ("CONTENT_LENGTH", "$content_length"),
            ("SERVER_PROTOCOL", "$server_protocol"), ("REMOTE_ADDR", "$remote_addr"),
            ("SCRIPT_FILENAME", backend), ("GIT_PROJECT_ROOT", repositories), ("GIT_HTTP_EXPORT_ALL", "1"),
            ("REMOTE_USER", options.credentials?.user ?? "git"),
            // The backend of Git 2.34 and later reads the header itself if the variable is not set.
            ("GIT_PROTOCOL", protocolVersion), ("HTTP_GIT_PROTOCOL", protocolVersion),
            // A push may start a collection in the background, which would outlive the server.
            ("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "receive.autogc"), ("GIT_CONFIG_VALUE_0", "false"),
        ]
    }
}
