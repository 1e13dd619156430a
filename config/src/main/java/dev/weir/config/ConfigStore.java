package dev.weir.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The configuration as it is now, and the one way to change it.
///
/// A change is checked whole, saved, and only then applied; what is applied is on the disk. Who
/// edits the file by hand is noticed through [#refresh]. Any thread may call this; changes block on
/// the disk. Those that come while one is being saved are saved together, one after the other in
/// one document: many callers wait for one disk write, and each is still told only once his change
/// is on the disk.
public final class ConfigStore {
  /// Changes the document in place.
  @FunctionalInterface
  public interface Edit {
    /// Changes `json`, and nothing else: it may be called again, on another thread, with another
    /// document. Of `streams`, members are replaced, not changed in place.
    ///
    /// @param json the document, with everything that is true by default and can be edited as a
    ///   list written out
    /// @throws ConfigException if the edit makes no sense
    void apply(ObjectNode json) throws ConfigException;
  }

  /// Makes a part of the server follow the configuration.
  @FunctionalInterface
  public interface Follower {
    /// Called for each change, one after the other; must touch nothing that is the same in both,
    /// and must neither throw nor change the document itself.
    void follow(WeirConfig before, WeirConfig after);
  }

  /// Has a say in changes.
  @FunctionalInterface
  public interface Guard {
    /// Called before a change is saved or applied; may block.
    ///
    /// @throws ConfigException if it must not be
    void check(ConfigDocument before, ConfigDocument after) throws ConfigException;
  }

  private final @Nullable ConfigFile file; // null: kept in memory only
  private final @Nullable ConfigHistory history; // null with the file
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<PendingEdit> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean saving = new AtomicBoolean(); // while a thread does what waits
  private final List<Guard> guards = new CopyOnWriteArrayList<>();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  private volatile ConfigDocument document; // changed under the lock
  private Optional<ConfigFile.Stamp> known = Optional.empty(); // the file as we left or read it
  private Optional<ConfigFile.Stamp> unsettled = Optional.empty(); // changed when last looked at

  private ConfigStore(@Nullable ConfigFile file, ConfigDocument document) {
    this.file = file;
    this.history = file == null ? null : new ConfigHistory(file.beside(".history"));
    this.document = document;
  }

  /// A configuration that is forgotten when the server stops.
  public static ConfigStore inMemory(ConfigDocument document) {
    return new ConfigStore(null, document);
  }

  /// The configuration in `file`.
  ///
  /// @throws ConfigException with everything that is wrong, and the newest version that is not
  public static ConfigStore open(ConfigFile file) throws ConfigException {
    ConfigStore store = new ConfigStore(file, ConfigDocument.EMPTY);
    file.sweep();
    if (store.history != null) {
      store.history.sweep();
    }
    try {
      store.document = store.load(file);
    } catch (ConfigException e) {
      throw store.withWayBack(e);
    }
    return store;
  }

  /// The configuration in `file`, which the first change makes if it is not there.
  ///
  /// @throws ConfigException with everything that is wrong, and the newest version that is not
  public static ConfigStore openOrCreate(ConfigFile file) throws ConfigException {
    ConfigStore empty = new ConfigStore(file, ConfigDocument.EMPTY);
    // A file that was lost is not the same as one that never was.
    boolean lost = empty.history != null && empty.history.newestGood().isPresent();
    return file.exists() || lost ? open(file) : empty;
  }

  /// The document as it is now.
  public ConfigDocument document() {
    return document;
  }

  /// What it means.
  public WeirConfig config() {
    return document.config();
  }

  /// Where it is kept, if it is.
  public Optional<ConfigFile> file() {
    return Optional.ofNullable(file);
  }

  /// The versions before this one, oldest first; none for a configuration in memory.
  public List<ConfigHistory.Version> versions() throws IOException {
    return history == null ? List.of() : history.versions();
  }

  /// Has `guard` asked about every change from now on.
  public void guard(Guard guard) {
    guards.add(guard);
  }

  /// Has `follower` called for every change from now on.
  public void follow(Follower follower) {
    followers.add(follower);
  }

  /// Changes the document. If nothing comes of it, nothing is saved and nobody is told.
  ///
  /// @return whether anything changed
  /// @throws ConfigException with everything that is wrong; nothing has changed then
  /// @throws IOException if it cannot be saved; nothing has changed then
  public boolean change(Edit edit) throws ConfigException, IOException {
    PendingEdit mine = new PendingEdit(edit);
    waiting.add(mine);
    if (saving.compareAndSet(false, true)) {
      Thread.ofVirtual().name("weir-save").start(this::saveAll);
    }
    return mine.await();
  }

  private void saveAll() {
    do {
      lock.lock();
      try {
        for (List<PendingEdit> batch = takeWaiting(); !batch.isEmpty(); batch = takeWaiting()) {
          doAll(batch);
        }
      } finally {
        lock.unlock();
        saving.set(false);
      }
    } while (!waiting.isEmpty() && saving.compareAndSet(false, true));
  }

  private List<PendingEdit> takeWaiting() {
    List<PendingEdit> batch = new ArrayList<>();
    for (PendingEdit next = waiting.poll(); next != null; next = waiting.poll()) {
      batch.add(next);
    }
    return batch;
  }

  /// Saves a batch at once; when something in it is wrong, in halves, until that is found.
  private void doAll(List<PendingEdit> batch) {
    try {
      adoptEdits();
      doTogether(batch);
      batch.forEach(PendingEdit::succeed);
    } catch (IOException e) { // the disk's fault: it would refuse each of them
      batch.forEach(one -> one.fail(e));
    } catch (ConfigException | RuntimeException e) {
      if (batch.size() == 1) {
        batch.getFirst().fail(e);
      } else {
        doAll(batch.subList(0, batch.size() / 2));
        doAll(batch.subList(batch.size() / 2, batch.size()));
      }
    }
  }

  private void doTogether(List<PendingEdit> batch) throws ConfigException, IOException {
    ObjectNode original = document.editable();
    ObjectNode json = original;
    for (PendingEdit one : batch) {
      ObjectNode before = json;
      json = ConfigDocument.copyToEdit(before);
      one.edit().apply(json);
      one.applied(!json.equals(before));
    }
    if (!json.equals(original)) {
      replace(document.edited(json));
    }
  }

  /// Writes the document out, changed or not.
  ///
  /// @throws IOException if the disk refuses
  public void save() throws IOException {
    lock.lock();
    try {
      save(document);
    } finally {
      lock.unlock();
    }
  }

  /// Reads the file again and applies what is different.
  ///
  /// @return whether anything was
  /// @throws ConfigException with everything that is wrong; nothing has changed then
  public boolean reload() throws ConfigException {
    lock.lock();
    try {
      if (file == null) {
        throw ConfigException.of("the configuration", "is kept in memory; there is no file");
      }
      known = file.stamp();
      ConfigDocument read = load(file);
      boolean different = !read.saysTheSameAs(document);
      if (different) {
        check(read);
        apply(read);
      }
      return different;
    } finally {
      lock.unlock();
    }
  }

  /// Applies what somebody else wrote into the file. Looks only once the file has stopped changing,
  /// so that one that is being written is not read by half; to be called every second or so.
  ///
  /// @return whether anything was different
  /// @throws ConfigException with everything that is wrong, once for each such edit
  public boolean refresh() throws ConfigException {
    lock.lock();
    try {
      Optional<ConfigFile.Stamp> seen = file == null ? known : file.stamp();
      if (seen.isEmpty() || seen.equals(known)) {
        return false;
      }
      boolean settled = seen.equals(unsettled);
      unsettled = seen;
      return settled && reload();
    } finally {
      lock.unlock();
    }
  }

  /// What was edited by hand a moment ago must not be lost under a change of ours: it is applied
  /// first, or, when it cannot be used, kept aside.
  private void adoptEdits() throws IOException {
    if (file == null || known.isEmpty() || known.equals(file.stamp())) {
      return;
    }
    try {
      reload();
    } catch (ConfigException _) {
      Files.copy(file.path(), file.beside(".refused"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void replace(ConfigDocument fresh) throws ConfigException, IOException {
    check(fresh);
    save(fresh);
    apply(fresh);
  }

  private void check(ConfigDocument fresh) throws ConfigException {
    for (Guard guard : guards) {
      guard.check(document, fresh);
    }
  }

  private void apply(ConfigDocument fresh) {
    WeirConfig before = document.config();
    document = fresh;
    for (Follower follower : followers) {
      follower.follow(before, fresh.config());
    }
  }

  private void save(ConfigDocument fresh) throws IOException {
    if (file != null && history != null) {
      String text = fresh.text();
      history.add(text);
      known = Optional.of(file.save(text));
    }
  }

  private ConfigDocument load(ConfigFile from) throws ConfigException {
    known = from.stamp();
    String text = from.read();
    ConfigDocument read = from.parse(text);
    remember(text);
    return read;
  }

  // That a version cannot be kept must not keep a good configuration from being used.
  private void remember(String text) {
    try {
      if (history != null) {
        history.add(text);
      }
    } catch (IOException _) {
      // The next save says so: it needs the same disk.
    }
  }

  private ConfigException withWayBack(ConfigException e) {
    Optional<ConfigHistory.Version> good =
        history == null ? Optional.empty() : history.newestGood();
    if (good.isEmpty() || file == null) {
      return e;
    }
    List<ConfigException.Problem> problems = new ArrayList<>(e.problems());
    problems.add(
        new ConfigException.Problem(
            file.path().toString(), "the newest version that can be used is " + good.get().path()));
    return new ConfigException(problems);
  }
}
