using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class KafkaBrokerViewTests
{
    /// <summary>The library's handles are freed by it: a call that is still in the library would crash the process.</summary>
    [Fact]
    public async Task Disposing_waits_for_the_current_request_and_refuses_the_next()
    {
        var options = new MessagingOptions { Service = "orders" };
        options.Kafka.BootstrapServers = $"127.0.0.1:{FreePort.Next()}";
        var view = new KafkaBrokerView(new KafkaClients(options, TimeProvider.System, NullLoggerFactory.Instance), options, TimeProvider.System);
        var underWay = view.MeasureAsync(["orders"], []);

        view.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => underWay);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => view.MeasureAsync(["orders"], []));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => view.TimeAtAsync(new("orders", 0), 0));
    }
}
