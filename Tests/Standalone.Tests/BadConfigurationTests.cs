using System.Net.Sockets;
using DbPerService.Testing;

namespace DbPerService.Tests.Standalone;

/// <summary>A service with an invalid setting ends with one line that names the setting.</summary>
[Collection(OnDisturbed.Name)]
public sealed class BadConfigurationTests(DisturbedSystem system)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Payments", "Payments:Database", "oracle")]
    [InlineData("Inventory", "Inventory:Database", "oracle")]
    [InlineData("Orders", "ConnectionStrings:orders", "Host=")]
    [InlineData("Orders", "ConnectionStrings:orders", "")]
    [InlineData("Orders", "Messaging:Kafka:FetchWait", "soon")]
    [InlineData("Orders", "Messaging:Kafka:SecurityProtocol", "Encrypted")]
    [InlineData("Orders", "Messaging:Kafka:SaslPassword", "secret")]
    [InlineData("Orders", "Messaging:Kafka:Client:no.such.property", "1")]
    [InlineData("Orders", "Messaging:Kafka:Client:socket_timeout_ms", "soon")]
    [InlineData("Orders", "Messaging:Kafka:Client:enable_idempotence", "false")]
    [InlineData("Orders", "Management:Port", "http")]
    [InlineData("Orders", "Orders:PaymentTokenKey", "")]
    [InlineData("Orders", "Orders:PriceCheck", "sometimes")]
    [InlineData("Orders", "services:users:http:0", "somewhere")]
    [InlineData("Payments", "Payments:PaymentTokenKey", "too short")]
    public async Task An_invalid_setting_ends_the_service(string project, string setting, string value)
    {
        var service = project.ToLowerInvariant();
        await using var run = ServiceProcess.Start(
            project, Url(), ($"ConnectionStrings:{service}", Login(service, "app")), ($"ConnectionStrings:{service}-relay", Login(service, "relay")),
            (setting, value));

        await run.EndsInOneLineAsync(setting);
    }

    [Theory]
    [InlineData("orders", "app", "")]
    [InlineData("orders", "relay", "-relay")]
    public async Task A_wrong_password_ends_the_service(string service, string role, string setting)
    {
        var wrong = Login(service, role).Replace("Password=", "Password=not", StringComparison.Ordinal);
        await using var run = ServiceProcess.Start(
            "Orders", Url(), ("ConnectionStrings:orders", Login(service, "app")), ("ConnectionStrings:orders-relay", Login(service, "relay")),
            ($"ConnectionStrings:orders{setting}", wrong));

        await run.EndsInOneLineAsync($"ConnectionStrings:orders{setting}");
    }

    [Fact]
    public async Task A_service_does_not_listen_until_its_server_is_reachable()
    {
        var (port, url) = (FreePort.Next(), Url());
        string Away(string role) => $"Host=127.0.0.1;Port={port};Username=orders_{role};Password=any;Database=orders";
        await using var run = ServiceProcess.Start(
            "Orders", url, ("ConnectionStrings:orders", Away("app")), ("ConnectionStrings:orders-relay", Away("relay")));

        await Eventually.IsTrue(
            () => Task.FromResult(run.Output.Contains($"ConnectionStrings:orders: waiting for PostgreSQL at 127.0.0.1:{port}", StringComparison.Ordinal)),
            Cancelled);

        Assert.False(run.HasEnded);
        Assert.Equal(1, run.Output.Split("waiting for").Length - 1);
        using var probe = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await probe.ConnectAsync("127.0.0.1", new Uri(url).Port, Cancelled));
    }

    static string Url() => $"http://127.0.0.1:{FreePort.Next()}";

    string Login(string service, string role)
    {
        var login = $"{service}_{role}";
        var password = system.Secrets().GetProperty(service).GetProperty(login).GetString();
        return $"Host=127.0.0.1;Port={system.Engine(service + "-postgres").GetProperty("port").GetInt32()};" +
            $"Username={login};Password={password};Database={service}";
    }
}
