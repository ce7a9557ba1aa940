using System.Reflection;

namespace DbPerService.Messaging.Redis;

/// <summary>
/// The operations of a service's units of work: Lua that adds functions to the table <c>operations</c>. Each gets its arguments as a
/// table, may read anything, passes its writes to <c>later(…)</c> and its reply to <c>append(event)</c>, and returns nothing, or the
/// reason for a refusal. A function added to <c>endings</c> is called once when every operation has succeeded.
/// The service's keys are in <c>own</c>; <c>now</c> is the server's time in microseconds.
/// </summary>
/// <param name="Script">The Lua source.</param>
/// <param name="Keys">Names of the keys in <c>own</c>, without the service's prefix.</param>
public sealed record RedisOperations(string Script, params IReadOnlyList<string> Keys)
{
    /// <summary>Only events, no data.</summary>
    public static RedisOperations None { get; } = new("");

    /// <summary>Reads the source from an embedded resource whose name ends in <paramref name="file"/>.</summary>
    public static RedisOperations FromResource(Assembly assembly, string file, params IReadOnlyList<string> keys) =>
        new(RedisScripts.Read(assembly, file), keys);
}
