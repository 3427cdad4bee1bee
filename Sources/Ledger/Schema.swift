import GRDB

/// The tables, as forward migrations. What is published is never edited: a change is a new migration
/// with a fixture of the version before it under the tests.
enum Schema {
  /// "BnLi", in the file's header: what tells a ledger from any other SQLite file.
  static let applicationID: Int32 = 0x426E_4C69
  static let version = 8
  /// Pages of a new ledger, in bytes. A push touches a page here and one there, and each goes to the
  /// log whole.
  static let pageSize = 4_096

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: inbox)
      try db.execute(sql: events)
      try db.execute(sql: journeys)
      try db.execute(sql: records)
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: "PRAGMA user_version = 1")
    }
    migrator.registerMigration("2", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: feeds)
      try db.execute(sql: placeNames)
      try PlaceNames.fill(db)
      try db.execute(sql: "PRAGMA user_version = 2")
    }
    migrator.registerMigration("3", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: doors)
      try db.execute(sql: "PRAGMA user_version = 3")
    }
    migrator.registerMigration("4", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: notices)
      try db.execute(sql: "PRAGMA user_version = 4")
    }
    migrator.registerMigration("5", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: manifests)
      try db.execute(sql: arrivals)
      try db.execute(sql: "PRAGMA user_version = 5")
    }
    migrator.registerMigration("6", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: estimates)
      // Every message was put into it and taken out again, for a figure that `doctor` asks for.
      try db.execute(sql: "DROP INDEX inbox_undecoded")
      try db.execute(sql: "PRAGMA user_version = 6")
    }
    migrator.registerMigration("7", foreignKeyChecks: .immediate) { db in
      // What the ledger learnt after a moment is asked for with every answer as of one.
      try db.execute(sql: "CREATE INDEX events_recorded ON events(recorded)")
      // The few trips that ended lately, among all that ever did.
      try db.execute(sql: "CREATE INDEX journeys_ended ON journeys(reported) WHERE active = 0")
      try db.execute(sql: "PRAGMA user_version = 7")
    }
    migrator.registerMigration("8", foreignKeyChecks: .immediate) { db in
      try db.execute(sql: arrivalServices)
      try db.execute(sql: "PRAGMA user_version = 8")
    }
    return migrator
  }

  // The bytes live apart from the row, so that an outcome does not rewrite eight megabytes and a
  // list does not read them.
  private static let inbox = """
    CREATE TABLE inbox(
      id INTEGER PRIMARY KEY,
      feed TEXT NOT NULL,
      hint TEXT,
      name TEXT,
      received INTEGER NOT NULL,
      sha256 BLOB NOT NULL CHECK(length(sha256) = 32),
      size INTEGER NOT NULL,
      state INTEGER NOT NULL DEFAULT 0,
      format TEXT,
      zone TEXT,
      options TEXT,
      accepted INTEGER NOT NULL DEFAULT 0,
      duplicates INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0,
      warnings INTEGER NOT NULL DEFAULT 0,
      UNIQUE(feed, sha256)
    ) STRICT;
    CREATE INDEX inbox_undecoded ON inbox(id) WHERE state = 0;
    CREATE TABLE bodies(
      message INTEGER PRIMARY KEY REFERENCES inbox(id),
      coding INTEGER NOT NULL,
      body BLOB NOT NULL
    ) STRICT;
    CREATE TABLE rejections(
      message INTEGER NOT NULL REFERENCES inbox(id),
      ordinal INTEGER NOT NULL,
      reason TEXT NOT NULL,
      position TEXT NOT NULL,
      detail TEXT NOT NULL,
      excerpt BLOB,
      PRIMARY KEY(message, ordinal)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER inbox_keeps BEFORE DELETE ON inbox
    BEGIN SELECT RAISE(ABORT, 'inbox is append-only'); END;
    CREATE TRIGGER inbox_fixed
    BEFORE UPDATE OF id, feed, hint, name, received, sha256, size ON inbox
    BEGIN SELECT RAISE(ABORT, 'inbox is append-only'); END;
    CREATE TRIGGER bodies_keep BEFORE DELETE ON bodies
    BEGIN SELECT RAISE(ABORT, 'inbox is append-only'); END;
    CREATE TRIGGER bodies_fixed BEFORE UPDATE ON bodies
    BEGIN SELECT RAISE(ABORT, 'inbox is append-only'); END;
    """

  // The key is the one index that every event pays for. Threads are indexed only where a sender
  // names its reports; all else that is looked up by subject goes through `links`.
  private static let events = """
    CREATE TABLE subjects(
      id INTEGER PRIMARY KEY,
      kind INTEGER NOT NULL,
      name TEXT NOT NULL,
      UNIQUE(kind, name)
    ) STRICT;
    CREATE TABLE events(
      seq INTEGER PRIMARY KEY,
      key BLOB NOT NULL UNIQUE CHECK(length(key) = 16),
      thread INTEGER,
      subject INTEGER NOT NULL REFERENCES subjects(id),
      recorded INTEGER NOT NULL,
      message INTEGER NOT NULL REFERENCES inbox(id),
      record BLOB NOT NULL
    ) STRICT;
    CREATE INDEX events_thread ON events(thread) WHERE thread IS NOT NULL;
    CREATE TRIGGER events_keep BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
    CREATE TRIGGER events_fixed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

    CREATE TABLE links(
      subject INTEGER NOT NULL REFERENCES subjects(id),
      day INTEGER NOT NULL,
      seq INTEGER NOT NULL REFERENCES events(seq),
      PRIMARY KEY(subject, day, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE contains(
      carrier INTEGER NOT NULL REFERENCES subjects(id),
      carried INTEGER NOT NULL REFERENCES subjects(id),
      PRIMARY KEY(carrier, carried)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX contains_carried ON contains(carried);
    CREATE TABLE covers(
      note INTEGER NOT NULL REFERENCES subjects(id),
      subject INTEGER NOT NULL REFERENCES subjects(id),
      PRIMARY KEY(note, subject)
    ) STRICT, WITHOUT ROWID;
    """

  private static let journeys = """
    CREATE TABLE stale(
      subject INTEGER PRIMARY KEY REFERENCES subjects(id),
      seq INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE journeys(
      subject INTEGER NOT NULL REFERENCES subjects(id),
      trip INTEGER NOT NULL,
      version INTEGER NOT NULL,
      book TEXT NOT NULL,
      active INTEGER NOT NULL,
      state TEXT NOT NULL,
      route TEXT,
      train TEXT,
      place TEXT,
      reported INTEGER,
      snapshot BLOB NOT NULL,
      PRIMARY KEY(subject, trip)
    ) STRICT;
    CREATE INDEX journeys_active ON journeys(subject, trip) WHERE active = 1;
    CREATE INDEX journeys_train ON journeys(train) WHERE train IS NOT NULL;
    """

  private static let records = """
    CREATE TABLE versions(
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      digest TEXT NOT NULL,
      since INTEGER NOT NULL,
      size INTEGER NOT NULL,
      coding INTEGER NOT NULL,
      content BLOB NOT NULL
    ) STRICT;
    CREATE INDEX versions_kind ON versions(kind, since);
    CREATE TABLE acknowledgements(
      id INTEGER PRIMARY KEY,
      subject INTEGER NOT NULL REFERENCES subjects(id),
      kind TEXT NOT NULL,
      place TEXT,
      since INTEGER NOT NULL,
      acknowledged INTEGER NOT NULL,
      by TEXT NOT NULL,
      note TEXT
    ) STRICT;
    CREATE INDEX acknowledgements_subject ON acknowledgements(subject);
    CREATE TRIGGER acknowledgements_keep BEFORE DELETE ON acknowledgements
    BEGIN SELECT RAISE(ABORT, 'acknowledgements are append-only'); END;
    CREATE TRIGGER acknowledgements_fixed BEFORE UPDATE ON acknowledgements
    BEGIN SELECT RAISE(ABORT, 'acknowledgements are append-only'); END;
    """

  // Feeds added by command, how each one's polling stands, and the files of folders taken so far: by
  // name, size and time as listed, so that a file written anew is taken anew.
  private static let feeds = """
    CREATE TABLE feeds(
      name TEXT PRIMARY KEY,
      definition TEXT NOT NULL,
      added INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE polls(
      feed TEXT PRIMARY KEY,
      paused INTEGER NOT NULL DEFAULT 0,
      due INTEGER,
      attempted INTEGER,
      succeeded INTEGER,
      news INTEGER,
      failures INTEGER NOT NULL DEFAULT 0,
      open INTEGER NOT NULL DEFAULT 0,
      error TEXT,
      etag TEXT,
      modified TEXT,
      cursor TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE taken(
      feed TEXT NOT NULL,
      name TEXT NOT NULL,
      size INTEGER NOT NULL,
      modified TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY(feed, name, size, modified)
    ) STRICT, WITHOUT ROWID;
    """

  // Every way in which a place was written, so that those nobody can resolve are found without
  // reading all events.
  private static let placeNames = """
    CREATE TABLE place_names(
      key TEXT PRIMARY KEY,
      count INTEGER NOT NULL,
      latest INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  // Who may come in, and what came in under which of the sender's own names for it.
  private static let doors = """
    CREATE TABLE tokens(
      id TEXT PRIMARY KEY,
      hash BLOB NOT NULL UNIQUE CHECK(length(hash) = 32),
      scope TEXT NOT NULL,
      label TEXT,
      created INTEGER NOT NULL,
      expires INTEGER,
      revoked INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE pushes(
      feed TEXT NOT NULL,
      id TEXT NOT NULL,
      message INTEGER NOT NULL REFERENCES inbox(id),
      PRIMARY KEY(feed, id)
    ) STRICT, WITHOUT ROWID;
    """

  // Who is told what, what waits to be told, and what was told already. `awaited` holds the boxes of
  // notices that wait, so that none overtakes an earlier one about the same box.
  private static let notices = """
    CREATE TABLE subscriptions(
      id TEXT PRIMARY KEY,
      definition TEXT NOT NULL,
      created INTEGER NOT NULL,
      since INTEGER NOT NULL,
      state INTEGER NOT NULL DEFAULT 0,
      rests INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE notices(
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      subscription TEXT NOT NULL,
      cause TEXT NOT NULL,
      type TEXT NOT NULL,
      body BLOB NOT NULL,
      created INTEGER NOT NULL,
      due INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      state INTEGER NOT NULL DEFAULT 0,
      ended INTEGER
    ) STRICT;
    CREATE INDEX notices_due ON notices(due) WHERE state = 0;
    CREATE INDEX notices_cause ON notices(subscription, cause) WHERE state = 0 AND attempts = 0;
    CREATE INDEX notices_subscription ON notices(subscription, id);
    CREATE INDEX notices_ended ON notices(ended) WHERE ended IS NOT NULL;
    CREATE TABLE awaited(
      subscription TEXT NOT NULL,
      subject INTEGER NOT NULL REFERENCES subjects(id),
      notice INTEGER NOT NULL REFERENCES notices(id),
      PRIMARY KEY(subscription, subject, notice)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX awaited_notice ON awaited(notice);
    CREATE TABLE attempts(
      notice INTEGER NOT NULL REFERENCES notices(id),
      number INTEGER NOT NULL,
      at INTEGER NOT NULL,
      milliseconds INTEGER NOT NULL,
      status INTEGER,
      error TEXT,
      PRIMARY KEY(notice, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE announced(
      subject INTEGER PRIMARY KEY REFERENCES subjects(id),
      seq INTEGER NOT NULL,
      content TEXT NOT NULL
    ) STRICT;
    CREATE TABLE told(
      subscription TEXT NOT NULL,
      subject INTEGER NOT NULL REFERENCES subjects(id),
      trip TEXT NOT NULL,
      estimate INTEGER NOT NULL,
      PRIMARY KEY(subscription, subject, trip)
    ) STRICT, WITHOUT ROWID;
    """

  // Which days of which daily manifests have been drawn up and sent.
  private static let manifests = """
    CREATE TABLE manifest_runs(
      plan TEXT NOT NULL,
      date TEXT NOT NULL,
      moment INTEGER NOT NULL,
      due INTEGER NOT NULL,
      over INTEGER NOT NULL,
      leased INTEGER NOT NULL,
      content TEXT NOT NULL,
      PRIMARY KEY(plan, date)
    ) STRICT, WITHOUT ROWID;
    """

  // What runs of each route did, for arrival windows: as it is known, and every version of it with when
  // that became known, so that a window of an earlier moment can be given again.
  private static let arrivals = """
    CREATE TABLE arrival_runs(
      service TEXT NOT NULL,
      run TEXT NOT NULL,
      container TEXT NOT NULL,
      known INTEGER NOT NULL,
      over INTEGER NOT NULL,
      record BLOB NOT NULL,
      PRIMARY KEY(service, run)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX arrival_runs_known ON arrival_runs(service, over, known);
    CREATE TABLE arrival_versions(
      service TEXT NOT NULL,
      run TEXT NOT NULL,
      known INTEGER NOT NULL,
      container TEXT NOT NULL,
      over INTEGER NOT NULL,
      record BLOB NOT NULL,
      PRIMARY KEY(service, run, known)
    ) STRICT, WITHOUT ROWID;
    """

  // Asked for with every answer about a box: what was counted among thousands of runs.
  private static let arrivalServices = """
    CREATE TABLE arrival_services(
      service TEXT PRIMARY KEY,
      changes INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO arrival_services(service, changes)
      SELECT service, count(*) FROM arrival_versions GROUP BY service;
    """

  // What was said of a trip's arrival, whenever it changed; and how that held, once it had arrived.
  private static let estimates = """
    CREATE TABLE estimates(
      id INTEGER PRIMARY KEY,
      subject INTEGER NOT NULL REFERENCES subjects(id),
      trip TEXT NOT NULL,
      made INTEGER NOT NULL,
      record BLOB NOT NULL
    ) STRICT;
    CREATE INDEX estimates_subject ON estimates(subject, trip);
    CREATE TRIGGER estimates_keep BEFORE DELETE ON estimates
    BEGIN SELECT RAISE(ABORT, 'estimates are append-only'); END;
    CREATE TRIGGER estimates_fixed BEFORE UPDATE ON estimates
    BEGIN SELECT RAISE(ABORT, 'estimates are append-only'); END;
    CREATE TABLE estimate_outcomes(
      subject INTEGER NOT NULL REFERENCES subjects(id),
      trip TEXT NOT NULL,
      service TEXT NOT NULL,
      arrived INTEGER NOT NULL,
      known INTEGER NOT NULL,
      said INTEGER NOT NULL,
      held INTEGER NOT NULL,
      error INTEGER NOT NULL,
      PRIMARY KEY(subject, trip)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX estimate_outcomes_service ON estimate_outcomes(service, known);
    """
}
