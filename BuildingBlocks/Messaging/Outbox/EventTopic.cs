using System.Collections.Concurrent;
using System.Reflection;

namespace DbPerService.Messaging;

/// <summary>The topic of an event whose type is only known at run time.</summary>
static class EventTopic
{
    static readonly ConcurrentDictionary<Type, string> Topics = new();

    static readonly MethodInfo Method =
        typeof(EventTopic).GetMethod(nameof(Of), BindingFlags.NonPublic | BindingFlags.Static, Type.EmptyTypes)!;

    /// <summary><see cref="IEvent.Topic"/> of an event's type.</summary>
    public static string Of(Type type) =>
        Topics.GetOrAdd(type, static type => Method.MakeGenericMethod(type).CreateDelegate<Func<string>>()());

    static string Of<TEvent>() where TEvent : IEvent => TEvent.Topic;
}
