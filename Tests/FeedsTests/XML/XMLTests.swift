import Foundation
import Freight
import Testing

@testable import Feeds

@Suite struct XMLTests {
  private func tree(_ text: String) throws -> XMLTree { try XMLTree(Array(text.utf8)) }

  @Test func elementsAreFoundByLocalNameWhateverTheNamespace() throws {
    let root = try #require(
      try tree(
        """
        <?xml version="1.0"?>
        <s:Envelope xmlns:s="urn:soap"><s:Body>
          <m:Message xmlns:m="urn:a"><m:Code> 05 </m:Code><m:code2/></m:Message>
        </s:Body></s:Envelope>
        """
      ).root)
    #expect(root.name == "Envelope")
    #expect(root.first("Body", "Message", "Code")?.text == "05")
    #expect(root.anywhere("code")?.text == "05", "an older sender's small first letter")
    #expect(root.first("Body", "Message", "Code2") != nil)
    #expect(root.first("Body", "Nothing") == nil)
    #expect(root.anywhere("Code")?.line == 3)
  }

  @Test func textOfAnElementWithChildrenIsLayout() throws {
    let root = try #require(try tree("<a>\n x <b>1</b> y <c><![CDATA[<2>]]></c>\n</a>").root)
    #expect(root.text == nil)
    #expect(root.children.map { $0.text } == ["1", "<2>"])
  }

  @Test func predefinedEntitiesAndEncodingsAreRead() throws {
    #expect(try tree("<a>&lt;&amp;&#x6CF0;</a>").root?.text == "<&泰")
    let latin =
      Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>M".utf8) + [0xFC]
      + Array("nchen</a>".utf8)
    #expect(try XMLTree(latin).root?.text == "München")
    let utf16 = Data("<a>Алтынколь</a>".data(using: .utf16)!)
    #expect(try XMLTree(Array(utf16)).root?.text == "Алтынколь")
  }

  @Test(arguments: [
    "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
    "<?xml version='1.0'?>\n<!DOCTYPE a><a/>",
  ])
  func aDocumentTypeIsRefused(text: String) {
    #expect {
      try tree(text)
    } throws: { error in
      if case XMLFailure.doctype = error { return true }
      return false
    }
  }

  @Test func whatIsNotWellFormedNamesItsLine() {
    for (text, line) in [("<a>\n<b>\n</a>", 3), ("", 0), ("<a>&nope;</a>", 1), ("<a/><b/>", 1)] {
      #expect {
        try tree(text)
      } throws: { error in
        guard case XMLFailure.malformed(let found, let detail) = error else { return false }
        return (line == 0 || found == line) && !detail.isEmpty
      }
    }
  }

  @Test func nestingHasALimit() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    _ = try tree(nested(Limits.xmlDepth))
    #expect(throws: XMLFailure.tooDeep(line: 1)) { try tree(nested(Limits.xmlDepth + 1)) }
  }

  @Test func everyCutOfADocumentIsAFailureAndNoCrash() throws {
    let whole = Array("<a x='1'>é<b>2</b><!-- c --></a>".utf8)
    for count in 0..<whole.count {
      #expect(throws: XMLFailure.self) { try XMLTree(Array(whole[..<count])) }
    }
    _ = try XMLTree(whole)
  }
}
