package io.ray4j.objectstore.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.ray4j.objectstore.ObjectId;
import io.ray4j.objectstore.RefTarget;
import io.ray4j.objectstore.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * Object refs: what they point at travels, and the reading process makes refs of its own. Belongs
 * to one session, and tells it which objects the graph refers to.
 */
final class RefSerializer extends Serializer<Object> {
  private static final int COMPONENT = 0;
  private static final int ELEMENT = 1;

  private final GraphSession session;

  RefSerializer(GraphSession session) {
    this.session = session;
  }

  @Override
  public void write(Kryo kryo, Output output, Object ref) {
    RefTarget target = session.refs.target(ref);
    ObjectId root = target.root();
    session.addRef(target.object()); // the part, if it is an object: the whole may be gone
    output.writeLong(root.origin());
    output.writeLong(root.sequence());
    output.writeInt(root.index());
    output.writeVarInt(target.path().size(), true);
    for (Selector step : target.path()) {
      if (step instanceof Selector.Component component) {
        output.writeByte(COMPONENT);
        output.writeVarInt(component.index(), true);
        output.writeString(component.recordClass());
        output.writeString(component.name());
      } else {
        output.writeByte(ELEMENT);
        output.writeVarInt(step.index(), true);
      }
    }
    output.writeString(target.view());
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    ObjectId root = new ObjectId(input.readLong(), input.readLong(), input.readInt());
    int steps = GraphInput.readCount(input);
    List<Selector> path = new ArrayList<>(steps);
    for (int i = 0; i < steps; i++) {
      path.add(
          input.readByte() == COMPONENT
              ? new Selector.Component(
                  input.readVarInt(true), input.readString(), input.readString())
              : new Selector.Element(input.readVarInt(true)));
    }
    return session.refs.bind(new RefTarget(root, path, input.readString()));
  }
}
