using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Messaging;

/// <summary>A topic with two event types, for tests of batch plans; handling them does nothing.</summary>
static class Things
{
    public static EventRegistry NewRegistry()
    {
        var registry = new EventRegistry();
        registry.Add<Opened, Nothing>();
        registry.Add<Closed, Nothing>();
        return registry;
    }

    sealed record Opened(string Id) : IEvent
    {
        public static string Topic => "things";
        string IEvent.Key => Id;
    }

    sealed record Closed(string Id) : IEvent
    {
        public static string Topic => "things";
        string IEvent.Key => Id;
    }

    sealed class Nothing : IEventHandler<Opened>, IEventHandler<Closed>
    {
        public Task HandleAsync(IReadOnlyList<Received<Opened>> batch, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(IReadOnlyList<Received<Closed>> batch, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
