import Freight
import RouteBook

extension TrainRun {
  /// From the destination's yard to the consignee, and the empty box back.
  mutating func deliver() {
    let last = stops.count - 1
    for portion in portions.indices {
      let arrived = portions[portion].now
      for load in portions[portion].loads {
        let wagon = loads[load].wagon
        for box in loads[load].boxes { deliver(box, off: wagon, arrivedAt: arrived, at: last) }
        if dice.chance(0.5) { goHome(wagon, from: last, at: arrived + hours(12)) }
      }
    }
  }

  private mutating func deliver(
    _ box: Int, off wagon: WagonNumber, arrivedAt arrived: Int64, at last: Int
  ) {
    let off = minute(arrived + hours(dice.within(2...11)))
    // Off a ship it is ashore already.
    if stops[last].leg?.mode != .ferry {
      happen(
        box, .discharged, at: last, off, by: .forwarder, carriedBy: Conveyance(wagon: wagon))
    }
    truths[box].leaveAll(at: off)
    let ready = minute(off + hours(dice.within(2...20)))
    happen(box, .availableForPickup, at: last, ready, by: dice.chance(0.5) ? .forwarder : nil)
    let out = minute(ready + hours(dice.dwell(p50: 24, p90: 90)))
    happen(box, .gatedOut, at: last, out, by: .forwarder)
    let delivered = minute(out + hours(dice.within(1...12)))
    happen(
      box, .delivered, at: last, delivered, by: .forwarder, isSlot: true, isDay: dice.chance(0.5))
    truths[box].end = .delivered
    guard dice.chance(0.6) else { return }
    happen(
      box, .emptyReturned, at: last, minute(delivered + hours(dice.within(30...200))),
      by: .forwarder, details: Details(isEmpty: true))
    truths[box].end = .emptyReturned
  }
}
