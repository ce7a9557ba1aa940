using System.Reflection;

namespace DbPerService.Tests.Unit.Messaging;

/// <summary>What a call returns; throws to fail.</summary>
public delegate object? CallAnswer(string method, object?[] arguments);

/// <summary>Implements interfaces with many members of which a test needs a few.</summary>
static class CallProxy
{
    public static T Of<T>(CallAnswer answer) where T : class
    {
        var proxy = DispatchProxy.Create<T, CallProxy<T>>();
        ((CallProxy<T>)(object)proxy).Answer = answer;
        return proxy;
    }
}

public class CallProxy<T> : DispatchProxy where T : class
{
    internal CallAnswer Answer { get; set; } = null!;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!.Name, args ?? []);
}
