using DbPerService.Messaging;
using DbPerService.OrderHistory;
using DbPerService.OrderHistory.Api;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The order history with a few orders, on PostgreSQL and an empty broker.</summary>
public sealed class HistoryApplication : IAsyncLifetime
{
    static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    readonly EnginesFixture _engines = new();
    TestService _service = null!;
    WebApplication _app = null!;

    /// <summary>All but the last are ALFKI's, oldest first; the first is confirmed, the second cancelled.</summary>
    public List<Guid> Orders { get; } = [.. Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7())];

    public HttpClient Client { get; private set; } = null!;

    public string Sign(Caller caller) => _app.Services.GetRequiredService<CallerSignature>().Sign(caller);

    public async ValueTask InitializeAsync()
    {
        await _engines.InitializeAsync();
        _service = await _engines.NewDatabaseAsync(typeof(IHistoryStore).Assembly);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _service.Configure(builder);
        builder.Configuration["Callers:Key"] = new string('k', 32);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddOrderHistory();
        builder.AddMessaging(new ServiceDeclaration(_service.Name));
        builder.AddPostgresMessaging(_service.Name);
        builder.Services.AddScoped<IHistoryStore, PostgresHistoryStore>().AddSingleton<IViewStore, PostgresViewStore>();
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.MapHistory();
        _app.MapView();
        await _app.StartAsync(CancellationToken.None);
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        await FillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _service.DisposeAsync();
        await _engines.DisposeAsync();
    }

    async Task FillAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IHistoryStore>();
        await store.MergeAsync(
            [
                .. Orders.Select((order, n) => new HistoryEntry(order)
                {
                    Placed = new(Noon.AddMinutes(n), n < 4 ? "ALFKI" : "ANATR", "EUR", 12.50m, [new("11", 2, 6.25m), new("12", 1, 1m)]),
                }),
                new HistoryEntry(Orders[0])
                {
                    Confirmed = new(Noon), Captured = new(Noon.AddHours(1), Orders[0], 12.50m, "EUR"), Committed = new(Noon),
                },
                new HistoryEntry(Orders[1])
                {
                    Cancelled = new(Noon, "OutOfStock"), Rejected = new(Noon, [new("11", 2, 1)]), Voided = new(Noon, Orders[1]),
                },
            ],
            null, CancellationToken.None);
        List<Subject> names =
            [new(SubjectKind.User, "ALFKI", "Maria Anders", null, 3), new(SubjectKind.Product, "11", "Queso Cabrales", "Dairy", 7)];
        await store.MergeAsync(names, null, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().CommitAsync(CancellationToken.None);
    }
}
