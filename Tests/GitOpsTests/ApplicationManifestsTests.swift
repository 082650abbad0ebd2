import FoundationEssentials
import ManifestEdit
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

@Suite struct ApplicationManifestsTests {
    private func application(_ path: String, files: [String]? = nil) throws -> Application {
        let rule = try #require(try Policy.sample("{name: shop, path: x}").applications.first)
        return Application(
            name: "shop", path: try #require(RepositoryPath(path)),
            files: try files?.map { try #require(RepositoryPath($0)) }, rule: rule, bindings: [:])
    }

    private func read(_ texts: [String: String], files: [String]? = nil) throws -> ApplicationManifests {
        try ApplicationManifests(of: application("app/prod", files: files), in: Snapshot(Revision(texts: texts)))
    }

    private func paths(_ files: [ApplicationManifests.File]) -> [String] { files.map(\.path.description) }

    @Test(arguments: ["kustomization.yaml", "kustomization.yml", "Kustomization"])
    func aBaseOutside(name: String) throws {
        let manifests = try read([
            "app/prod/\(name)": "resources: [../base, extra.yaml, ./sub/]\n", "app/prod/extra.yaml": "a: 1\n",
            "app/prod/ignored.yaml": "a: 1\n", "app/prod/sub/\(name)": "resources: [x.yaml]\n",
            "app/prod/sub/x.yaml": "a: 1",
            "app/base/\(name)": "resources: [d.yaml]\ncomponents: [../../common]\n", "app/base/d.yaml": "a: 1",
            "common/\(name)": "patches: [{path: p.yaml}, {patch: 'x: 1'}]\npatchesStrategicMerge: [q.yaml]\n",
            "common/p.yaml": "a: 1", "common/q.yaml": "a: 1",
        ])
        let own = ["\(name)", "extra.yaml", "sub/\(name)", "sub/x.yaml"].map { "app/prod/\($0)" }
        #expect(Set(paths(manifests.own)) == Set(own))
        #expect(
            Set(paths(manifests.drawnIn)) == [
                "app/base/\(name)", "app/base/d.yaml", "common/\(name)", "common/p.yaml", "common/q.yaml",
            ])
        #expect(manifests.kustomization?.path.description == "app/prod/\(name)")
        #expect(manifests.remote.isEmpty && manifests.unreadable.isEmpty)
    }

    @Test func whatIsElsewhereIsNamed() throws {
        let references = [
            "https://github.com/x/y", "github.com/x/y?ref=v1", "git@github.com:x/y", "../../../outside", "/etc/passwd",
            "gone.yaml",
        ]
        let manifests = try read([
            "app/prod/kustomization.yaml": "resources: [\(references.map { "'\($0)'" }.joined(separator: ", "))]\n"
        ])
        #expect(manifests.remote == references)
        #expect(paths(manifests.own) == ["app/prod/kustomization.yaml"])
    }

    @Test func circlesEnd() throws {
        let manifests = try read([
            "app/prod/kustomization.yaml": "resources: [../base, ., kustomization.yaml, ../prod]\n",
            "app/base/kustomization.yaml": "resources: [../prod, ../base]\n",
        ])
        #expect(paths(manifests.own) == ["app/prod/kustomization.yaml"])
        #expect(paths(manifests.drawnIn) == ["app/base/kustomization.yaml"])
    }

    @Test func plainManifestsAreFoundAtAnyDepth() throws {
        let manifests = try read([
            "app/prod/b.yaml": "a: 1", "app/prod/a/deep/x.yml": "a: 1", "app/prod/notes.md": "",
            "app/prod/.hidden.yaml": "a: 1",
            "app/other.yaml": "a: 1", "app/prod/broken.yaml": "a: [\n",
        ])
        #expect(Set(paths(manifests.own)) == ["app/prod/b.yaml", "app/prod/a/deep/x.yml"])
        #expect(manifests.unreadable.count == 1)
        #expect(manifests.unreadable.first?.description.hasPrefix("app/prod/broken.yaml: ") == true)
        #expect(manifests.kustomization == nil)
    }

    @Test func namedFilesAlone() throws {
        let texts = [
            "app/prod/a.yaml": "a: 1", "app/prod/b.yaml": "a: 1", "app/prod/kustomization.yaml": "resources: [b.yaml]",
        ]
        let manifests = try read(texts, files: ["app/prod/a.yaml", "app/prod/gone.yaml"])
        #expect(paths(manifests.own) == ["app/prod/a.yaml"])
    }

    @Test func nothingThere() throws {
        let manifests = try read(["app/other": ""])
        #expect(manifests.own.isEmpty && manifests.drawnIn.isEmpty)
    }

    @Test func editedFilesAreSeen() throws {
        let path = try #require(RepositoryPath("app/prod/a.yaml"))
        let manifests = try ApplicationManifests(
            of: application("app/prod"), in: Snapshot(Revision(texts: ["app/prod/a.yaml": "a: 1"])),
            edited: [path: Array("a: 2".utf8)])
        #expect(manifests.own.first.map { String(decoding: $0.manifest.bytes, as: UTF8.self) } == "a: 2")
    }

    @Test func tooMany() throws {
        var texts: [String: String] = [:]
        for index in 0...ApplicationManifests.mostFiles { texts["app/prod/\(index % 40)/\(index).yaml"] = "a: 1" }
        let error = #expect(throws: Undecided.self) { try read(texts) }
        #expect(error == .failed("shop has more than 1000 manifests"))
    }

    /// Symbolic links are neither followed nor read: what they point at may be anybody's.
    @Test func symbolicLinks() async throws {
        try await withLoadedRepository(["app/prod/a.yaml": "a: 1\n", "secret/s.yaml": "a: 1\n"]) { work, git in
            for (path, target) in [("app/prod/link.yaml", "../../secret/s.yaml"), ("app/prod/dir", "../../secret")] {
                let blob = try await git("hash-object", "-w", "--stdin", input: Array(target.utf8)).text
                try await git("update-index", "--add", "--cacheinfo", "120000,\(blob),\(path)")
            }
            let text = "resources: [a.yaml, link.yaml, dir/s.yaml, dir]\n"
            _ = try work.write(text, to: "work/app/kustomized/kustomization.yaml")
        } then: { branch in
            var revision = try await branch.load([.subtree(.root)], of: try await branch.refresh())
            let plain = try ApplicationManifests(of: application("app/prod"), in: Snapshot(revision))
            #expect(paths(plain.own) == ["app/prod/a.yaml"])
            let path = try #require(RepositoryPath("app/prod/kustomization.yaml"))
            let text = "resources: [a.yaml, link.yaml, dir/s.yaml, dir]\n"
            _ = try revision.commit([.init(path: path, content: Array(text.utf8))], .sample)
            let manifests = try ApplicationManifests(of: application("app/prod"), in: Snapshot(revision))
            #expect(Set(paths(manifests.own)) == ["app/prod/kustomization.yaml", "app/prod/a.yaml"])
            #expect(manifests.drawnIn.isEmpty)
            #expect(manifests.remote == ["link.yaml", "dir/s.yaml", "dir"])
        }
    }
}
