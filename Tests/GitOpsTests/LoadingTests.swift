import ImageReference
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// `notLoaded` names all that is missed: as many requests for many applications as for one.
@Suite struct LoadingTests {
    static let overlay = "resources: [../../base, ../../../../common/a, ../../../../common/b, ../../../../other/c]\n"

    private func files(_ count: Int) -> [String: String] {
        var files = [
            "common/a/kustomization.yaml": "resources: [] # common/a\n",
            "common/b/kustomization.yaml": "resources: [] # common/b\n",
            "other/c/kustomization.yaml": "resources: [] # other/c\n",
        ]
        for index in 0..<count {
            files["apps/app-\(index)/base/kustomization.yaml"] = "resources: []\n"
            for environment in ["dev", "prod"] {
                files["apps/app-\(index)/overlays/\(environment)/kustomization.yaml"] = Self.overlay
            }
        }
        return files
    }

    /// Decides until nothing is missing, and counts the rounds.
    private func rounds(
        on branch: RemoteBranch,
        _ decide: (Snapshot) throws(Undecided) -> Void
    ) async throws -> (rounds: Int, requests: Int) {
        var revision = try await branch.refresh()
        let before = await branch.traffic.requests
        for round in 0..<30 {
            do throws(Undecided) {
                try decide(Snapshot(revision))
                return (round, await branch.traffic.requests - before)
            } catch {
                guard case .notLoaded(let wants) = error else { throw error }
                #expect(!wants.allSatisfy(revision.isLoaded), "what is loaded is asked for")
                revision = try await branch.load(wants, of: revision)
            }
        }
        throw TestSupportError("a decision never ends")
    }

    @Test(arguments: [1, 3, 15]) func manyApplicationsCostAsManyRequestsAsOne(count: Int) async throws {
        let policy = try Policy.sample(
            "{name: '{a}-{e}', path: 'apps/{a}/overlays/{e}', matrix: {e: [dev, prod]}, images: ['r.io/{a}']}")
        try await withLoadedRepository(files(15)) { branch in
            let spent = try await rounds(on: branch) { snapshot throws(Undecided) in
                var missing: Set<Want> = []
                for index in 0..<count {
                    do throws(Undecided) {
                        guard let image = try? ImageRepository("r.io/app-\(index)") else { throw .failed("no image") }
                        let found = try ApplicationSearch(policy, in: snapshot).applications(with: image, isBare: false)
                        #expect(found.applications.count == 2)
                        for application in found.applications {
                            let manifests = try ApplicationManifests(of: application, in: snapshot)
                            #expect(manifests.drawnIn.count == 4)
                        }
                    } catch {
                        guard case .notLoaded(let wants) = error else { throw error }
                        missing.formUnion(wants)
                    }
                }
                guard missing.isEmpty else { throw .notLoaded(missing) }
            }
            // Root, apps and the applications; common and other together; what is in them together.
            #expect(spent.requests == 5)
            #expect(spent.rounds == 2)
        }
    }

    @Test(arguments: ["", "sub/", "a/b/c/"]) func plainManifestsAreReadAtOnce(below: String) async throws {
        var texts: [String: String] = [:]
        for index in 0..<9 { texts["plain/\(below)d\(index)/x.yaml"] = "a: 1\n" }
        let policy = try Policy.sample("{name: x, path: ., images: [r.io/x]}")
        try await withLoadedRepository(texts) { branch in
            let spent = try await rounds(on: branch) { snapshot throws(Undecided) in
                guard let image = try? ImageRepository("r.io/x") else { throw .failed("no image") }
                let found = try ApplicationSearch(policy, in: snapshot).applications(with: image, isBare: false)
                for application in found.applications {
                    #expect(try ApplicationManifests(of: application, in: snapshot).own.count == 9)
                }
            }
            #expect(spent.requests == 2)
        }
    }
}
