package io.ray4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.ObjectValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectDirectoryTest {
  private static final ObjectId ID = new ObjectId(1, 2, 0);
  private static final ObjectId OTHER = new ObjectId(1, 3, 0);

  private final ObjectDirectory directory = new ObjectDirectory();

  private ClusterObject add(ObjectId id, ObjectId... keeps) {
    ClusterObject object = ClusterObject.put(id, new FakeRef(), true);
    directory.add(object, List.of(keeps));
    return object;
  }

  @Test
  void shouldForgetAnObjectWithItsLastHold() {
    ClusterObject object = add(ID);
    directory.hold(ID);
    directory.letGo(ID);
    assertThat(directory.find(ID)).isSameAs(object);

    directory.letGo(ID);

    assertThat(directory.find(ID)).isNull();
  }

  @Test
  void shouldHoldWhatAnObjectKeepsForAsLongAsTheObject() {
    ClusterObject inner = add(OTHER);
    add(ID, OTHER);
    directory.letGo(OTHER);
    assertThat(directory.find(OTHER)).isSameAs(inner);

    directory.letGo(ID);

    assertThat(directory.find(OTHER)).isNull();
  }

  @Test
  void shouldHoldTheNewBeforeItLetsGoOfTheOld() {
    add(OTHER);
    ClusterObject outer = add(ID, OTHER);
    directory.letGo(OTHER);

    directory.keep(outer, List.of(OTHER));

    assertThat(directory.find(OTHER)).isNotNull();
  }

  @Test
  void shouldTakeAPartForTheWholeUnlessItIsAnObjectOfItsOwn() {
    ClusterObject whole = add(ID);
    assertThat(directory.find(ID.part(1))).isSameAs(whole);

    ClusterObject part = add(ID.part(1));

    assertThat(directory.find(ID.part(1))).isSameAs(part);
    assertThat(directory.find(ID.part(0))).isSameAs(whole);
  }

  @Test
  void shouldKnowWhatAnEnvelopeFromAnotherProcessRefersTo() {
    ClusterObject object = add(ID);
    Envelope envelope =
        directory.envelope(Envelope.Kind.VALUE, new byte[] {1}, List.of(ID, ID.part(4)));
    ObjectDirectory reader = new ObjectDirectory();

    List<ObjectId> borrowed = reader.borrow(envelope);

    assertThat(borrowed).containsExactly(ID, ID); // the part is none of its own
    assertThat(reader.find(ID).ref()).isSameAs(object.ref());
    borrowed.forEach(reader::letGo);
    assertThat(reader.find(ID)).isNull();
  }

  @Test
  void shouldKeepWhatItKnowsOfAnObjectThatItIsGivenAgain() {
    ClusterObject own = add(ID);

    List<ObjectId> borrowed =
        directory.borrow(directory.envelope(Envelope.Kind.VALUE, new byte[0], List.of(ID)));

    assertThat(directory.find(ID)).isSameAs(own);
    borrowed.forEach(directory::letGo);
    assertThat(directory.find(ID)).isSameAs(own);
  }

  @Test
  void shouldTakeAFailedObjectAnewIfAnotherProcessGivesIt() throws Exception {
    ClusterObject failed = ClusterObject.borrowed(ID, new FakeRef());
    ClusterObject later = ClusterObject.borrowed(ID, new FakeRef());
    List<ObjectId> held = directory.borrow(envelopeOf(failed));
    ClusterObject known = directory.find(ID);
    try (FakeRay ray = FakeRay.start()) {
      ray.store(failed.ref(), new Envelope(Envelope.Kind.INPUTS_FAILED, new byte[0]));
      assertThat(known.settle(directory)).isInstanceOf(ObjectValue.Failed.class);
    }

    List<ObjectId> heldAgain = directory.borrow(envelopeOf(later));

    assertThat(directory.find(ID).ref()).isSameAs(later.ref());
    held.forEach(directory::letGo);
    assertThat(directory.find(ID)).isNotNull();
    heldAgain.forEach(directory::letGo);
    assertThat(directory.find(ID)).isNull();
  }

  private static Envelope envelopeOf(ClusterObject object) {
    ObjectDirectory sender = new ObjectDirectory();
    sender.add(object, List.of());
    return sender.envelope(Envelope.Kind.VALUE, new byte[0], List.of(object.id()));
  }

  @Test
  void shouldTakeAHoldOfAPartFromWhereItWasCounted() {
    add(ID);
    directory.hold(ID.part(1));
    directory.letGo(ID);
    assertThat(directory.find(ID.part(1)).id()).as("the part holds the whole").isEqualTo(ID);

    ClusterObject part = ClusterObject.borrowed(ID.part(1), new FakeRef());
    List<ObjectId> borrowed = directory.borrow(envelopeOf(part));

    assertThat(directory.find(ID)).as("the whole").isNull();
    borrowed.forEach(directory::letGo);
    assertThat(directory.find(ID.part(1)).ref()).as("held still").isSameAs(part.ref());
    directory.letGo(ID.part(1));
    assertThat(directory.find(ID.part(1))).isNull();
  }

  @Test
  void shouldForgetAWholeWithTheLastHoldOfItsParts() {
    add(ID);
    directory.hold(ID.part(1));
    directory.hold(ID.part(1));
    directory.letGo(ID);
    directory.letGo(ID.part(1));
    assertThat(directory.find(ID)).isNotNull();

    directory.letGo(ID.part(1));

    assertThat(directory.find(ID)).isNull();
  }

  @Test
  void shouldRefuseARefOfAnotherSession() {
    assertThatThrownBy(() -> directory.envelope(Envelope.Kind.VALUE, new byte[0], List.of(OTHER)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ObjectRef(" + OTHER + ")");
  }
}
