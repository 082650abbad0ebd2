import Events
import FoundationEssentials
import ImageReference
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// Which state a rollback goes back to, and what it leaves alone.
@Suite struct RollbackTests {
    @Test func theLastHealthyState() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        try scene.deploy("v2")
        try scene.recordHealthy()
        try scene.deploy("v3", files: ["extra.yaml": "b: 1\n"])
        let plan = try scene.plan()
        #expect(plan.isKnownHealthy)
        #expect(
            plan.changes == [
                Change(
                    application: "shop-prod", path: "\(RollbackScene.directory)/extra.yaml", field: "content",
                    from: plan.changes[0].from, to: nil),
                Change(
                    application: "shop-prod", path: "\(RollbackScene.directory)/kustomization.yaml",
                    field: "images[registry.example.com/shop].newTag", from: "registry.example.com/shop:v3",
                    to: "registry.example.com/shop:v2"),
            ])
        try scene.apply(plan)
        #expect(try scene.tag == "v2")
        let hold = try #require(try scene.state.holds.first)
        #expect(try scene.state.holds.count == 1)
        #expect(hold.image == RollbackScene.image && hold.tag == "v3" && hold.by == "U1" && hold.event == "chat/1")
        #expect(plan.sentence.contains("held off: registry.example.com/shop:v3"))
        // Once more goes further back, and not forward to the bad one.
        try scene.apply(try scene.plan())
        #expect(try scene.tag == "v1")
        #expect(try scene.state.holds.map(\.tag) == ["v3", "v2"])
        #expect(try scene.refusal().contains("held off"))
    }

    /// Also where a version is a Git revision that Argo CD syncs, or an image's digest without a tag.
    @Test(arguments: [false, true]) func onceMoreGoesFurtherBack(isRevision: Bool) throws {
        let digest = { (digit: String) in "sha256:" + String(repeating: digit, count: 64) }
        let versions = isRevision ? ["r1", "r2", "r3"] : ["1", "2", "3"].map(digest)
        let file = { (version: String) in
            isRevision
                ? ["app.yaml": "apiVersion: argoproj.io/v1alpha1\nspec: {source: {targetRevision: \(version)}}\n"]
                : ["kustomization.yaml": "images:\n- {name: \(RollbackScene.image), digest: '\(version)'}\n"]
        }
        var scene = try RollbackScene()
        for version in versions {
            try scene.deploy("v1", files: file(version))
            try scene.recordHealthy()
        }
        func text() throws -> String {
            let name = isRevision ? "app.yaml" : "kustomization.yaml"
            let path = try #require(RepositoryPath("\(RollbackScene.directory)/\(name)"))
            return String(decoding: try #require(try scene.snapshot.file(path)), as: UTF8.self)
        }
        let first = try scene.plan()
        #expect(first.held.map(\.image) == [isRevision ? nil : RollbackScene.image])
        #expect(first.sentence.contains("held off: \(first.held[0].version)"))
        try scene.apply(first)
        #expect(try text().contains(versions[1]))
        // Argo CD sees it healthy, too.
        try scene.recordHealthy()
        try scene.apply(try scene.plan())
        #expect(try text().contains(versions[0]))
        #expect(try scene.state.holds.map(\.tag) == [versions[2], versions[1]])
        if !isRevision { #expect(try scene.refusal().contains("held off")) }
        // Who names the state wants it.
        let record = try #require(
            try scene.snapshot.healthyRecords(of: RollbackScene.name).newestFirst.dropFirst().first)
        try scene.apply(try scene.plan(to: .commit(record.revision)))
        #expect(try text().contains(versions[2]))
        #expect(try !scene.state.holds.map(\.tag).contains(versions[2]))
    }

    /// A remediation has scaled since: that is no other version.
    @Test func otherReplicasAreNotAnotherVersion() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        try scene.deploy("v2")
        try scene.recordHealthy()
        try scene.deploy("v2", replicas: 5)
        try scene.recordHealthy()
        try scene.apply(try scene.plan())
        #expect(try scene.tag == "v1")
    }

    /// Nothing else is left than the same version with other values.
    @Test func theSameVersionWithOtherValuesIsTheLastResort() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        try scene.deploy("v1", replicas: 9)
        let plan = try scene.plan()
        #expect(plan.held.isEmpty && plan.isKnownHealthy)
        #expect(plan.changes.map(\.field) == ["content"])
        try scene.apply(plan)
        #expect(try scene.refusal().contains("today's"))
    }

    @Test func recordsThatAreTooYoungArePassedOver() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        try scene.deploy("v2")
        try scene.recordHealthy()
        try scene.deploy("v3")
        #expect(try scene.plan(soak: 1.5 * 3600).commit != scene.plan().commit)
        try scene.apply(try scene.plan(soak: 1.5 * 3600))
        #expect(try scene.tag == "v1")
        #expect(try scene.refusal(soak: 1e6).contains("too young"))
    }

    /// Only what automation keeps of the application itself is closed or changed.
    @Test func whatIsHeldOpenStays() throws {
        var scene = try RollbackScene()
        let episode = { (application: String) in
            ApplicationState.Episode(
                application: application, fingerprint: "f", startsAt: RollbackScene.start, rule: "r", step: 1,
                status: .firing, at: RollbackScene.start)
        }
        var old = ApplicationState()
        old.episodes = [episode("old")]
        try scene.deploy("v1", files: [".gitops-state": String(decoding: try #require(old.content), as: UTF8.self)])
        try scene.recordHealthy()
        var state = ApplicationState()
        state.episodes = [episode("shop-prod"), episode("another")]
        state.holds = [
            .init(
                application: "shop-prod", image: RollbackScene.image, tag: "v9", by: "x", event: "e", since: scene.now),
            .init(application: "another", image: RollbackScene.image, tag: "v1", by: "x", event: "e", since: scene.now),
        ]
        try scene.deploy("v2", files: [".gitops-state": String(decoding: try #require(state.content), as: UTF8.self)])
        let plan = try scene.plan()
        try scene.apply(plan)
        let now = try scene.state
        #expect(now.episodes.map(\.status) == [.closed, .firing])
        #expect(now.episodes.map(\.application) == ["shop-prod", "another"])
        #expect(now.holds.map(\.tag) == ["v9", "v1", "v2"])
        #expect(plan.proposal.trailers == [Commit.Trailer(key: "Gitops-Episode", value: "closed shop-prod")])
    }

    /// What was changed of other applications is not overwritten: it is still taken back when the alert is over, and
    /// until then no more steps are taken. What others have changed of this one is overwritten.
    @Test func whatWasChangedElsewhereIsStillUndone() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        var mine = ApplicationState.Episode(
            application: "shop-prod", fingerprint: "f", startsAt: RollbackScene.start, rule: "r", step: 1,
            status: .firing, at: RollbackScene.start,
            changed: [.init(path: "kustomization.yaml", field: "replicas[shop].count", from: "3", to: "5")])
        mine.elsewhere = ["shop-standby"]
        var part = mine
        (part.elsewhere, part.owner) = ([], "cart-prod")
        var state = ApplicationState()
        state.episodes = [mine, part]
        try scene.deploy("v2", files: [".gitops-state": String(decoding: try #require(state.content), as: UTF8.self)])
        let plan = try scene.plan()
        try scene.apply(plan)
        let now = try scene.state
        #expect(now.episodes.map(\.status) == [.firing, .closed])
        #expect(now.episodes.first?.changed == [])
        #expect(now.episodes.first?.isExhausted == true)
        #expect(now.episodes.first?.elsewhere == ["shop-standby"])
    }

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

    // MARK: Without records

    @Test func theStateBeforeTheLastCommitOfTheApplication() throws {
        var scene = try RollbackScene()
        try scene.deploy("v2")
        try scene.deploy("v3", isNamed: true)
        try scene.deploy("v3", replicas: 4, isNamed: false)
        let plan = try scene.plan()
        #expect(!plan.isKnownHealthy)
        #expect(plan.sentence.contains("it is not known whether that was healthy"))
        try scene.apply(plan)
        #expect(try scene.tag == "v2")
        // What is held off is not gone back to.
        try scene.apply(try scene.plan())
        #expect(try scene.tag == "v1")
        #expect(try scene.refusal().contains("was not another in the last 64 commits"))
    }

    @Test func theLastOtherStateOfTheHistory() throws {
        var scene = try RollbackScene()
        try scene.deploy("v2", isNamed: false)
        for index in 0..<5 { try scene.write(["apps/other/app.yaml": "a: \(index + 2)\n"]) }
        try scene.apply(try scene.plan())
        #expect(try scene.tag == "v1")
    }

    /// As many commits are looked through as the policy says, and no more.
    @Test(arguments: [(63, 64, true), (64, 64, false), (64, 65, true), (199, 200, true), (200, 200, false)])
    func asManyCommitsAsSaid(commits: Int, length: Int, isFound: Bool) throws {
        var scene = try RollbackScene()
        try scene.deploy("v2", isNamed: false)
        for index in 1..<commits { try scene.write(["apps/other/app.yaml": "a: \(index + 2)\n"]) }
        var rollback = Rollback(
            of: try scene.application, by: "U1", event: EventIdentity(source: "chat", id: "1"), time: scene.now)
        rollback.historyLength = length
        switch try rollback.result(in: scene.snapshot) {
        case .plan(let plan):
            #expect(isFound && !plan.isKnownHealthy)
            #expect(plan.held.map(\.tag) == ["v2"])
        case .refused(let sentence):
            #expect(!isFound)
            #expect(sentence.contains("was not another in the last \(length) commits"))
        }
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

    /// The application's own directory came later.
    @Test func aCommitWithoutTheDirectory() throws {
        var scene = try RollbackScene(policy: "version: 1\napplications: [{name: shop-prod, path: later}]\n")
        let before = "\(scene.revision.id)"
        try scene.write(["later/app.yaml": "image: registry.example.com/shop:v1\n"], true)
        #expect(try scene.refusal(to: .commit(before)) == "later is not a directory in that commit")
        #expect(try scene.refusal().contains("was not another in the last 64 commits"))
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

    @Test func nothingToGoBackTo() throws {
        let scene = try RollbackScene()
        #expect(try scene.refusal().contains("was not another in the last 64 commits"))
    }

    // MARK: By name

    @Test func aStateThatSomebodyNames() throws {
        var scene = try RollbackScene()
        try scene.recordHealthy()
        let first = "\(scene.revision.id)"
        try scene.deploy("v2")
        let second = "\(scene.revision.id)"
        try scene.deploy("v3")
        try scene.recordHealthy()
        try scene.deploy("v4")
        for (target, tag, healthy) in [
            (Rollback.Target.tag("v1"), "v1", true), (.tag("v2"), "v2", false),
            (.commit(String(first.prefix(7))), "v1", true),
            (.commit(second), "v2", false), (.previous, "v3", false), (.lastHealthy, "v3", true),
        ] {
            var other = scene
            let plan = try other.plan(to: target)
            try other.apply(plan)
            #expect(try other.tag == tag, "\(target)")
            #expect(plan.isKnownHealthy == healthy, "\(target)")
        }
        #expect(try scene.refusal(to: .tag("v9")).contains("has the tag"))
        #expect(try scene.refusal(to: .tag("v4")).contains("has the tag"))
        #expect(try scene.refusal(to: .commit("abcdef")).contains("7 to 40"))
        #expect(try scene.refusal(to: .commit("0000000")).contains("no commit of the branch"))
        #expect(try scene.refusal(to: .commit("\(scene.revision.id)")).contains("as it was then"))
    }

    /// What somebody asks for by name is not held off any more.
    @Test func aNamedStateTakesItsHoldBack() throws {
        var scene = try RollbackScene()
        try scene.deploy("v2")
        try scene.recordHealthy()
        try scene.apply(try scene.plan(to: .previous))
        #expect(try scene.state.holds.map(\.tag) == ["v2"])
        try scene.apply(try scene.plan(to: .tag("v2")))
        #expect(try scene.tag == "v2")
        #expect(try scene.state.holds.map(\.tag) == ["v1"])
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

    // MARK: Property

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
