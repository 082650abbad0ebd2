import FoundationEssentials
import ImageReference
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// Which files a rollback changes, and what it leaves alone.
@Suite struct RollbackScopeTests {
    /// The base is not rolled back, and that it has changed is said.
    @Test func whatIsOutsideTheDirectoryIsNamed() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        try scene.write(["apps/shop/base/deployment.yaml": "kind: Deployment\nspec: {}\n"])
        try scene.deploy("v2")
        let plan = try scene.plan()
        #expect(plan.changedOutside.map(\.description) == ["apps/shop/base/deployment.yaml"])
        #expect(plan.sentence.contains("not rolled back, though changed since: apps/shop/base/deployment.yaml"))
        #expect(try scene.plan(to: .previous).changedOutside.isEmpty)
        // Also without a record: what it is compared with is the commit that the state is of.
        try scene.write(["apps/shop/base/deployment.yaml": "kind: Deployment\nspec: {paused: true}\n"])
        let previous = try scene.plan(to: .previous)
        #expect(previous.changedOutside.map(\.description) == ["apps/shop/base/deployment.yaml"])
        #expect(!previous.isKnownHealthy)
    }

    /// A directory that came later goes again, and one that went comes back.
    @Test func directoriesThatWereNotThere() throws {
        var scene = try RollbackScene()
        try scene.deploy("v1", files: ["old/a.yaml": "a: 1\n"])
        try scene.recordHealthy()
        try scene.deploy("v2", files: ["old/a.yaml": nil, "new/deep/b.yaml": "b: 1\n", "new/c": "c\n"])
        try scene.apply(try scene.plan())
        let path = try #require(RepositoryPath(RollbackScene.directory))
        #expect(
            try scene.snapshot.names(in: path)?.map(\.name).sorted() == [".gitops-state", "kustomization.yaml", "old"])
    }

    /// An application that is the whole repository: its policy stays as it is.
    @Test func anApplicationAtTheRoot() throws {
        let policy = "version: 1\napplications: [{name: shop-prod, path: .}]\n"
        var scene = try RollbackScene(policy: policy)
        try scene.deploy("v2", isNamed: false)
        try scene.write([".gitops.yaml": policy + "# changed\n"])
        try scene.apply(try scene.plan())
        #expect(try scene.tag == "v1")
        #expect(try scene.state.holds.map(\.tag) == ["v2"])
        let content = try scene.snapshot.file(try #require(RepositoryPath(".gitops.yaml")))
        #expect(content == Array((policy + "# changed\n").utf8))
    }

    /// An application that shares its directory takes only its own files back.
    @Test func aSharedDirectory() throws {
        var scene = try RollbackScene(
            policy: "version: 1\napplications:\n- {name: shop-prod, path: \(RollbackScene.directory), "
                + "files: [kustomization.yaml, gone.yaml]}\n")
        try scene.deploy("v1", files: ["gone.yaml": "c: 1\n", "theirs.yaml": "d: 1\n"])
        try scene.recordHealthy()
        try scene.deploy("v2", files: ["gone.yaml": nil, "theirs.yaml": "d: 2\n"])
        try scene.apply(try scene.plan())
        #expect(try scene.tag == "v1")
        let text = { (name: String) in
            try scene.snapshot.file(try #require(RepositoryPath("\(RollbackScene.directory)/\(name)"))).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        #expect(try text("gone.yaml") == "c: 1\n")
        #expect(try text("theirs.yaml") == "d: 2\n")
    }

    /// Whatever happened: afterwards the directory is the healthy one but for what automation holds open, and every other
    /// path is untouched.
    @Test(arguments: 0..<40) func theDirectoryIsTheHealthyOneAndNothingElseChanges(seed: Int) throws {
        var random = SplitMix64(state: UInt64(seed))
        var scene = try RollbackScene()
        var records = 0
        for _ in 0..<Int.random(in: 2..<9, using: &random) {
            var files: [String: String?] = [:]
            for name in ["a.yaml", "b/c.yaml", "b/d", "e/f/g.txt"] where Bool.random(using: &random) {
                files[name] = Bool.random(using: &random) ? nil : "x: \(Int.random(in: 0..<4, using: &random))\n"
            }
            try scene.deploy(
                "v\(Int.random(in: 1..<5, using: &random))", replicas: Int.random(in: 1..<4, using: &random),
                files: files, isNamed: Bool.random(using: &random))
            if Bool.random(using: &random) {
                try scene.recordHealthy()
                records += 1
            }
            try scene.write(["apps/other/app.yaml": "a: \(Int.random(in: 0..<9, using: &random))\n"])
        }
        let before = scene.snapshot
        guard case .plan(let plan) = try scene.rollback() else { return }
        #expect(plan.isKnownHealthy == (records > 0))
        try scene.apply(plan)
        let path = try #require(RepositoryPath(RollbackScene.directory))
        let directory = Directory(path, in: scene.snapshot)
        let healthy: Directory
        if plan.isKnownHealthy {
            let record = try #require(
                try before.healthyRecords(of: RollbackScene.name).newestFirst.first {
                    plan.source.contains($0.revision)
                })
            healthy = Directory(.root, in: before.tree(record.tree))
        } else {
            let commit = try #require(before.ledger.first { "\($0.id)".hasPrefix(plan.commit) })
            healthy = Directory(path, in: try #require(try before.commit(commit.id)))
        }
        let differing = try directory.differences(from: healthy)
        #expect(differing.allSatisfy { $0.path.description == ".gitops-state" })
        let changed = try Directory(.root, in: scene.snapshot).differences(from: Directory(.root, in: before))
        #expect(!changed.isEmpty && changed.allSatisfy { $0.path.isInside(path) })
        #expect(Set(plan.changes.map(\.path)) == Set(changed.map { "\($0.path)" }.filter { !$0.hasSuffix("-state") }))
        let versions = DeployedVersions(try scene.snapshot.files(below: path))
        #expect(plan.held.allSatisfy { hold in !versions.images.contains { $0.tag?.text == hold.tag } })
    }
}
