import Events
import Foundation
import Testing

@Suite struct HealthEventTests {
    private static func sentence(_ delivery: Delivery) -> String {
        do {
            return "\(try Event<HealthEvent>.decode(delivery).payload)"
        } catch {
            return error.description
        }
    }

    private static let healthy = HealthEvent(
        application: "shop-prod", revisions: ["3f786850e387550fdab836ed7e6dc881de23001b"], sync: "Synced",
        health: "Healthy", phase: "Succeeded", finishedAt: Date(timeIntervalSince1970: 1_769_860_800),
        healthSince: Date(timeIntervalSince1970: 1_769_860_841))

    /// Of several sources, those that are no commits are left out.
    @Test(arguments: ["argocd.json", "argocd-several-sources.json", "cloudevent-structured.json"])
    func oneReportHoweverItComes(file: String) throws {
        let event = try Event<HealthEvent>.decode(Samples.delivery("health/" + file))
        #expect(event.payload == Self.healthy)
        // Whether it was handled is told by the record, not by the name of a delivery.
        #expect(event.identity.kind == .naming)
    }

    /// What a template writes for what is not there.
    @Test func absentTimes() throws {
        let body = { (time: String) in
            """
            {"application":"a","revision":"3F786850E387550FDAB836ED7E6DC881DE23001B","sync":"Synced","health":"Healthy",
             "phase":"Running","finishedAt":\(time)}
            """
        }
        for time in ["\"\"", "null", "\"<no value>\""] {
            let event = try Event<HealthEvent>.decode(Delivery(body(time))).payload
            #expect(event.finishedAt == nil && event.healthSince == nil)
            #expect(event.revisions == Self.healthy.revisions)
        }
    }

    @Test(arguments: [
        ("{}", "application: expected an application's name, but it is missing"),
        (#"{"application":""}"#, "application: expected an application's name, but it is empty"),
        (#"{"application":"a"}"#, "revision: expected the id of a commit, but it is missing"),
        (#"{"application":"a","revision":"v1"}"#, "revision: expected the id of a commit, but it is none"),
        (#"{"application":"a","revision":7}"#, "revision: expected a string, but it is a number"),
    ])
    func refuses(json: String, sentence: String) {
        #expect(Self.sentence(Delivery(json)) == sentence)
    }

    @Test func invalidSamplesSayWhatTheReadmePromises() throws {
        let readme = String(decoding: try Samples.bytes("README.md"), as: UTF8.self)
        let path = Samples.folder.appending(path: "health").path()
        for file in try FileManager.default.contentsOfDirectory(atPath: path) {
            let row = readme.split(separator: "\n").first { $0.contains("`health/\(file)`") }
            let promised = try #require(row, "health/\(file) is not in the README")
            guard file.hasPrefix("invalid-") else { continue }
            let sentence = Self.sentence(try Samples.delivery("health/\(file)"))
            #expect(promised.contains("| \(sentence) |"), "\(file): \(sentence)")
        }
    }
}
