import Testing

@testable import Transport

@Suite struct InternetAddressTests {
  @Test(arguments: [
    "1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.0",
    "169.253.1.1", "192.167.1.1", "198.17.0.1", "223.255.255.255", "2606:4700::1111",
    "2a00:1450:4001::1", "2002:0808:0808::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
  ])
  func isOfThePublicInternet(_ text: String) throws {
    #expect(try #require(InternetAddress(text)).isPublic)
  }

  @Test(arguments: [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "fe80::1",
    "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "100::1", "2001::1", "2001:db8::1",
    "2001:10::1", "3fff::1", "5f00::1", "4000::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3",
    "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:0001::1",
    "2002:0a00:0001::1", "::ffff:169.254.169.254",
  ])
  func isNot(_ text: String) throws { #expect(try !#require(InternetAddress(text)).isPublic) }

  @Test func whatIsNoAddressIsNone() {
    for text in ["", "1.2.3", "256.1.1.1", "example.com", "::g", "1.2.3.4.5"] {
      #expect(InternetAddress(text) == nil)
    }
  }

  @Test func writesItselfAsPeopleDo() throws {
    for text in ["192.0.2.1", "2001:db8::1", "::ffff:1.2.3.4"] {
      #expect("\(try #require(InternetAddress(text)))" == text)
    }
  }
}
