package io.ray4j.cluster;

import io.ray.api.function.RayFuncR;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The functions that Ray knows: one for each number of refs among a task's arguments, which run
 * whatever the request says. Stateless.
 *
 * <p>They are public since Ray calls them by reflection in the worker.
 */
public final class RemoteTask {
  private RemoteTask() {}

  /** By the number of refs; Ray hands over what they point at. */
  static final List<RayFuncR<Object>> BY_REFS =
      List.of(
          (Refs0) RemoteTask::run0,
          (Refs1) RemoteTask::run1,
          (Refs2) RemoteTask::run2,
          (Refs3) RemoteTask::run3,
          (Refs4) RemoteTask::run4,
          (Refs5) RemoteTask::run5,
          (Refs6) RemoteTask::run6,
          (Refs7) RemoteTask::run7);

  /** By the number of refs less one; Ray maps them, which it can do with arrays of bytes only. */
  static final List<RayFuncR<Object>> MAPPED =
      List.of(
          (Mapped1) RemoteTask::map1,
          (Mapped2) RemoteTask::map2,
          (Mapped3) RemoteTask::map3,
          (Mapped4) RemoteTask::map4,
          (Mapped5) RemoteTask::map5,
          (Mapped6) RemoteTask::map6,
          (Mapped7) RemoteTask::map7);

  /** Makes one part of a result an object of its own. */
  static final RayFuncR<Object> PART = (Refs1) RemoteTask::part;

  public static Object run0(Object request) {
    return ClusterWorker.get().run(request);
  }

  public static Object run1(Object request, Object a) {
    return ClusterWorker.get().run(request, a);
  }

  public static Object run2(Object request, Object a, Object b) {
    return ClusterWorker.get().run(request, a, b);
  }

  public static Object run3(Object request, Object a, Object b, Object c) {
    return ClusterWorker.get().run(request, a, b, c);
  }

  public static Object run4(Object request, Object a, Object b, Object c, Object d) {
    return ClusterWorker.get().run(request, a, b, c, d);
  }

  public static Object run5(Object request, Object a, Object b, Object c, Object d, Object e) {
    return ClusterWorker.get().run(request, a, b, c, d, e);
  }

  public static Object run6(
      Object request, Object a, Object b, Object c, Object d, Object e, Object f) {
    return ClusterWorker.get().run(request, a, b, c, d, e, f);
  }

  public static Object run7(
      Object request, Object a, Object b, Object c, Object d, Object e, Object f, Object g) {
    return ClusterWorker.get().run(request, a, b, c, d, e, f, g);
  }

  public static Object map1(Object request, ByteBuffer a) {
    return ClusterWorker.get().run(request, a);
  }

  public static Object map2(Object request, ByteBuffer a, ByteBuffer b) {
    return ClusterWorker.get().run(request, a, b);
  }

  public static Object map3(Object request, ByteBuffer a, ByteBuffer b, ByteBuffer c) {
    return ClusterWorker.get().run(request, a, b, c);
  }

  public static Object map4(
      Object request, ByteBuffer a, ByteBuffer b, ByteBuffer c, ByteBuffer d) {
    return ClusterWorker.get().run(request, a, b, c, d);
  }

  public static Object map5(
      Object request, ByteBuffer a, ByteBuffer b, ByteBuffer c, ByteBuffer d, ByteBuffer e) {
    return ClusterWorker.get().run(request, a, b, c, d, e);
  }

  public static Object map6(
      Object request,
      ByteBuffer a,
      ByteBuffer b,
      ByteBuffer c,
      ByteBuffer d,
      ByteBuffer e,
      ByteBuffer f) {
    return ClusterWorker.get().run(request, a, b, c, d, e, f);
  }

  public static Object map7(
      Object request,
      ByteBuffer a,
      ByteBuffer b,
      ByteBuffer c,
      ByteBuffer d,
      ByteBuffer e,
      ByteBuffer f,
      ByteBuffer g) {
    return ClusterWorker.get().run(request, a, b, c, d, e, f, g);
  }

  public static Object part(Object whole, Object part) {
    return ClusterWorker.get().part(whole, part);
  }

  interface Refs0 extends RayFuncR<Object> {
    Object apply(Object request) throws Exception;
  }

  interface Refs1 extends RayFuncR<Object> {
    Object apply(Object request, Object a) throws Exception;
  }

  interface Refs2 extends RayFuncR<Object> {
    Object apply(Object request, Object a, Object b) throws Exception;
  }

  interface Refs3 extends RayFuncR<Object> {
    Object apply(Object request, Object a, Object b, Object c) throws Exception;
  }

  interface Refs4 extends RayFuncR<Object> {
    Object apply(Object request, Object a, Object b, Object c, Object d) throws Exception;
  }

  interface Refs5 extends RayFuncR<Object> {
    Object apply(Object request, Object a, Object b, Object c, Object d, Object e) throws Exception;
  }

  interface Refs6 extends RayFuncR<Object> {
    Object apply(Object request, Object a, Object b, Object c, Object d, Object e, Object f)
        throws Exception;
  }

  interface Refs7 extends RayFuncR<Object> {
    Object apply(
        Object request, Object a, Object b, Object c, Object d, Object e, Object f, Object g)
        throws Exception;
  }

  interface Mapped1 extends RayFuncR<Object> {
    Object apply(Object request, ByteBuffer a) throws Exception;
  }

  interface Mapped2 extends RayFuncR<Object> {
    Object apply(Object request, ByteBuffer a, ByteBuffer b) throws Exception;
  }

  interface Mapped3 extends RayFuncR<Object> {
    Object apply(Object request, ByteBuffer a, ByteBuffer b, ByteBuffer c) throws Exception;
  }

  interface Mapped4 extends RayFuncR<Object> {
    Object apply(Object request, ByteBuffer a, ByteBuffer b, ByteBuffer c, ByteBuffer d)
        throws Exception;
  }

  interface Mapped5 extends RayFuncR<Object> {
    Object apply(
        Object request, ByteBuffer a, ByteBuffer b, ByteBuffer c, ByteBuffer d, ByteBuffer e)
        throws Exception;
  }

  interface Mapped6 extends RayFuncR<Object> {
    Object apply(
        Object request,
        ByteBuffer a,
        ByteBuffer b,
        ByteBuffer c,
        ByteBuffer d,
        ByteBuffer e,
        ByteBuffer f)
        throws Exception;
  }

  interface Mapped7 extends RayFuncR<Object> {
    Object apply(
        Object request,
        ByteBuffer a,
        ByteBuffer b,
        ByteBuffer c,
        ByteBuffer d,
        ByteBuffer e,
        ByteBuffer f,
        ByteBuffer g)
        throws Exception;
  }
}
