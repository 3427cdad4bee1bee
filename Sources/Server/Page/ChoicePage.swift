import Answers
import Freight
import HTTPTypes

/// A number that is none that is known, or more than one: with what it may be.
struct ChoicePage {
  let typed: String
  let meaning: Lookup.Meaning
  let words: Wording
  /// Whether there is a board to search.
  var canSearch = true

  var status: HTTPResponse.Status {
    if case .several = meaning { .multipleChoices } else { .notFound }
  }

  var content: Markup {
    """
    <h1>\(words(title))</h1>
    \(choices)
    \(canSearch ? BoardPage.search(words, .init(text: typed), routes: []) : nil)
    """
  }

  private var title: Wording.Phrase {
    if case .several = meaning { PageWords.several } else { PageWords.notFound }
  }

  private var choices: Markup? {
    switch meaning {
    case .one, .unknown: return nil
    case .several(let subjects): return list(subjects)
    case .mistyped(_, let likely):
      return """
        <p>\(words(PageWords.mistyped))</p>
        \(list(likely.map { .container($0) }))
        """
    }
  }

  private func list(_ subjects: [Subject]) -> Markup {
    let items = subjects.map { subject -> Markup in
      """
      <li>\(words.carrier(subject.kind)) <a href="\(words.address(show: subject.id))">\(subject.id)</a></li>
      """
    }
    return "<ul class=\"card choices\">\(items)</ul>"
  }
}
