import FoundationEssentials

extension EnvironmentVariables {
    /// A secret from `name`, or from the file that `fileName` names.
    ///
    /// White space around it is dropped, since editors and `echo` leave a line break at the end of a file.
    ///
    /// - Throws: ``SettingsError`` that names the variable, if both are set or what one of them gives cannot be used.
    package func secret(_ name: String, orFile fileName: String) throws(SettingsError) -> String? {
        switch (self[name], self[fileName]) {
        case (nil, nil): return nil
        case (_?, _?): throw SettingsError(name, "and \(fileName) are both set: only one of them can hold")
        case (let text?, nil): return try Self.checked(text, name)
        case (nil, let path?):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw SettingsError(fileName, "names a file that cannot be read")
            }
            guard let text = String(validating: data, as: UTF8.self) else {
                throw SettingsError(fileName, "names a file that is not text")
            }
            return try Self.checked(text, fileName)
        }
    }

    private static func checked(_ text: String, _ name: String) throws(SettingsError) -> String {
        let start = text.drop(while: \.isWhitespace)
        let length = start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex
        let secret = start[..<length]
        guard !secret.isEmpty else { throw SettingsError(name, "holds nothing") }
        guard secret.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw SettingsError(name, "holds a line break or another control character inside the secret")
        }
        return String(secret)
    }
}
