// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "gitops-functions",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.5.0"),
    ],
    targets: [
        .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CNATS", pkgConfig: "libnats", providers: [.apt(["libnats-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // RE2 is C++, so this one is compiled: Debian's libre2-dev has it.
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),

        .target(name: "RE2", dependencies: ["CRE2"]),

        .target(name: "HTTPClient", dependencies: ["CCurl"]),
        .target(name: "ImageReference"),
        .target(
            name: "Events",
            dependencies: [
                "ImageReference",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]
        ),
        .target(name: "ManifestEdit", dependencies: ["CYAML", "ImageReference", "RE2"], exclude: ["README.md"]),
        .target(
            name: "GitOps",
            dependencies: [
                "CMalloc", "Events", "ImageReference", "ManifestEdit", "RE2", "RemoteGit",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "RemoteGit",
            dependencies: [
                "CGit2", "CZlib", "HTTPClient",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["README.md"]
        ),

        .target(
            name: "NATS",
            dependencies: [
                "CNATS", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "FunctionHost",
            dependencies: [
                "Events", "GitOps", "HTTPClient", "RemoteGit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),

        // One folder, two targets: the handler, which the runner links too, and the program around it.
        .target(
            name: "ImageUpdater",
            dependencies: ["Events", "GitOps", "ImageReference", "ManifestEdit", "RemoteGit"],
            path: "functions/image-updater",
            exclude: ["main.swift", "README.md"]
        ),
        .executableTarget(
            name: "image-updater",
            dependencies: ["FunctionHost", "ImageUpdater"],
            path: "functions/image-updater",
            exclude: [
                "AbsentImage.swift", "ApplicationEdit.swift", "EarlierDecisions.swift", "FileEdit.swift",
                "ImageFieldEdit.swift", "ImageHistory.swift", "ImageUpdate.swift", "ImageUpdater.swift",
                "NamedField.swift", "Objection.swift", "README.md", "UpdateFindings.swift", "UpdateMessage.swift",
            ],
            sources: ["main.swift"]
        ),

        .target(
            name: "HealthRecorder",
            dependencies: ["Events", "GitOps", "RemoteGit"],
            path: "functions/health-recorder",
            exclude: ["main.swift", "README.md", "argocd-notifications-cm.yaml"]
        ),
        .executableTarget(
            name: "health-recorder",
            dependencies: ["FunctionHost", "HealthRecorder"],
            path: "functions/health-recorder",
            exclude: [
                "HealthRecorder.swift", "HealthyReport.swift", "HealthyState.swift", "README.md",
                "argocd-notifications-cm.yaml",
            ],
            sources: ["main.swift"]
        ),

        .target(
            name: "AlertRemediator",
            dependencies: ["Events", "GitOps", "ManifestEdit", "RE2", "RemoteGit"],
            path: "functions/alert-remediator",
            exclude: ["main.swift", "README.md"]
        ),
        .executableTarget(
            name: "alert-remediator",
            dependencies: ["AlertRemediator", "FunctionHost"],
            path: "functions/alert-remediator",
            exclude: ["Actions", "AlertRemediator.swift", "Episodes", "Planning", "Policy", "README.md"],
            sources: ["main.swift"]
        ),

        .target(
            name: "ChatRollback",
            dependencies: [
                "Events", "GitOps", "ImageReference", "ImageUpdater", "ManifestEdit", "RemoteGit",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "functions/chat-rollback",
            exclude: ["main.swift", "README.md"]
        ),
        .executableTarget(
            name: "chat-rollback",
            dependencies: ["ChatRollback", "FunctionHost"],
            path: "functions/chat-rollback",
            exclude: [
                "ApprovalRequest.swift", "ChatRequest.swift", "ChatRollback.swift", "CheckReport.swift",
                "CommandApproval.swift", "CommandPolicy.swift", "Commands", "HelpText.swift", "PendingCommand.swift",
                "PendingCommands.swift", "README.md", "StatusReport.swift", "UnknownApplication.swift",
            ],
            sources: ["main.swift"]
        ),

        .executableTarget(
            name: "runner",
            dependencies: [
                "AlertRemediator", "ChatRollback", "Events", "FunctionHost", "GitOps", "HealthRecorder", "HTTPClient",
                "ImageReference",
                "ImageUpdater", "NATS", "RemoteGit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "runner",
            exclude: ["README.md"]
        ),

        .executableTarget(
            name: "bench",
            dependencies: [
                "AlertRemediator", "Events", "GitOps", "HealthRecorder", "ImageReference", "ImageUpdater",
                "ManifestEdit",
                "RemoteGit", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks/SideBySide"
        ),

        // Starts real servers for the tests.
        .target(
            name: "TestSupport",
            dependencies: [
                "GitOps", "RemoteGit",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/TestSupport"
        ),
        .testTarget(name: "HTTPClientTests", dependencies: ["HTTPClient", "TestSupport"]),
        .testTarget(name: "ImageReferenceTests", dependencies: ["ImageReference"]),
        .testTarget(name: "RE2Tests", dependencies: ["RE2"]),
        .testTarget(name: "EventsTests", dependencies: ["Events", "ImageReference", "TestSupport"]),
        .testTarget(
            name: "GitOpsTests",
            dependencies: [
                "Events", "GitOps", "ImageReference", "ManifestEdit", "RemoteGit", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "NATSTests",
            dependencies: [
                "NATS", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"]),
        .testTarget(
            name: "ManifestEditTests", dependencies: ["ImageReference", "ManifestEdit", "TestSupport"]),
        .testTarget(
            name: "FunctionHostTests",
            dependencies: [
                "Events", "FunctionHost", "GitOps", "HTTPClient", "RemoteGit", "TestSupport", "image-updater",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "HealthRecorderTests",
            dependencies: [
                "Events", "GitOps", "HealthRecorder", "ImageUpdater", "RemoteGit", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "ChatRollbackTests",
            dependencies: [
                "ChatRollback", "Events", "GitOps", "HealthRecorder", "ImageReference", "ImageUpdater", "RemoteGit",
                "TestSupport", .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "ImageUpdaterTests",
            dependencies: [
                "Events", "GitOps", "ImageReference", "ImageUpdater", "RemoteGit", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "AlertRemediatorTests",
            dependencies: [
                "AlertRemediator", "Events", "GitOps", "ManifestEdit", "RemoteGit", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Events", "GitOps", "NATS", "TestSupport", "alert-remediator", "chat-rollback", "health-recorder",
                "image-updater", "runner",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "RunnerTests",
            dependencies: [
                "Events", "FunctionHost", "GitOps", "HTTPClient", "ImageUpdater", "ManifestEdit", "NATS", "TestSupport",
                "chat-rollback", "image-updater", "runner",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(
            name: "RemoteGitTests",
            dependencies: [
                "HTTPClient", "RemoteGit", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

/// Every target of ours is held to the same rules.
for target in package.targets where [.executable, .test, .regular].contains(target.type) {
    var settings = target.swiftSettings ?? []
    settings += [
        // `any` is written out: https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
        .enableUpcomingFeature("ExistentialAny"),
        // A file imports what it uses: proposals/0444-member-import-visibility.md
        .enableUpcomingFeature("MemberImportVisibility"),
        // An import is public only where it says so: proposals/0409-access-level-on-imports.md
        .enableUpcomingFeature("InternalImportsByDefault"),
        // An async function runs where its caller does: proposals/0461-async-function-isolation.md
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
    if Context.environment["CI"] != nil {
        settings.append(.treatAllWarnings(as: .error))
    }
    target.swiftSettings = settings
    if target.type == .executable {
        // A static runtime asks for all its symbols to be found by name at run time, so that nothing unused could be left
        // out. Nobody looks for them in our programs.
        target.linkerSettings = [
            .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(platforms: [.linux], configuration: .release))
        ]
    }
}
