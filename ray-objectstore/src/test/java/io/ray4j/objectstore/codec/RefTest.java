package io.ray4j.objectstore.codec;

import static io.ray4j.objectstore.codec.Codecs.decode;
import static io.ray4j.objectstore.codec.Codecs.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;

import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Selector;
import io.ray4j.objectstore.codec.Kinds.CodedException;
import io.ray4j.objectstore.codec.Kinds.Custom;
import io.ray4j.objectstore.codec.Kinds.Node;
import io.ray4j.objectstore.codec.Kinds.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefTest {
  private static final ObjectId FIRST = new ObjectId(1, 2, 0);
  private static final ObjectId SECOND = new ObjectId(1, 3, 5);

  @Test
  void shouldRebuildARefThatIsTheWholeValueInTheReadingProcess() {
    RefTarget target =
        new RefTarget(
            FIRST,
            List.of(new Selector.Component(3, "a.B", "name"), new Selector.Element(7)),
            "java.nio.DoubleBuffer");
    TestRef back = roundTrip(TestRef.to(target));
    assertThat(back.target()).isEqualTo(target);
    assertThat(back.boundBy()).isEqualTo("reader");
  }

  @Test
  void shouldFindRefsAnywhereAndReportEachObjectOnce() {
    TestRef first = TestRef.to(RefTarget.whole(FIRST));
    TestRef part = TestRef.to(new RefTarget(FIRST, List.of(new Selector.Element(1)), null));
    TestRef second = TestRef.to(RefTarget.whole(SECOND));
    Node inCustom = new Node("n");
    inCustom.value = second;
    List<Object> value =
        new ArrayList<>(
            List.of(
                new Pair<>(first, Map.of("k", List.of(part))),
                new Custom(1, inCustom),
                Collections.unmodifiableList(new ArrayList<>(List.of(first))),
                new CodedException("m", null, 1, second)));

    EncodedObject encoded = Codecs.writer().encode(value);

    assertThat(encoded.references()).containsExactlyInAnyOrder(FIRST, FIRST.part(1), SECOND);
    List<?> back = (List<?>) decode(encoded.toBytes());
    Pair<?, ?> pair = (Pair<?, ?>) back.get(0);
    assertThat(((TestRef) pair.first()).boundBy()).isEqualTo("reader");
    assertThat(((List<?>) back.get(2)).get(0)).isSameAs(pair.first());
    assertThat(((TestRef) ((Custom) back.get(1)).part.value).target().root()).isEqualTo(SECOND);
    assertThat(((CodedException) back.get(3)).detail).isSameAs(((Custom) back.get(1)).part.value);
  }

  @Test
  void shouldReportNoReferencesOfTheValueBefore() {
    ObjectCodec codec = Codecs.writer();
    codec.encode(List.of(TestRef.to(RefTarget.whole(FIRST))));
    assertThat(codec.encode(List.of("x")).references()).isEmpty();
    assertThat(codec.encode(5).references()).isEmpty();
    assertThat(codec.encode(new int[5]).references()).isEmpty();
  }
}
