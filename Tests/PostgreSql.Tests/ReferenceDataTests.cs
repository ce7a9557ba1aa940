using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.ReferenceData;
using DbPerService.ReferenceData.Api;
using DbPerService.ReferenceData.Data;
using DbPerService.ReferenceData.Domain;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The lists of the program, the stored ones, and their events.</summary>
public sealed class ReferenceDataTests(EnginesFixture engines) : IClassFixture<EnginesFixture>, IAsyncLifetime
{
    const string Events = "SELECT count(*) FROM messaging.outbox";

    TestService _service = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = await engines.NewDatabaseAsync(typeof(ListUpdate).Assembly);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Instances_that_start_at_once_store_every_entry_once_and_a_later_one_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Instance().RunAsync(Cancelled)));

        await IsCompleteAsync();
        await Instance().RunAsync(Cancelled);
        await IsCompleteAsync();
    }

    [Fact]
    public async Task A_changed_entry_gets_the_next_version_and_one_event_and_a_withdrawn_one_stays()
    {
        var update = Instance();
        ListedCurrency[] before = [new("AAA", "001", "Aaa", 2, 0), new("BBB", "002", "Bbb", null, 0), new("CCC", "003", "Ccc", 0, 0)];
        await update.RunAsync(EntryTables.Currencies, before, Cancelled);

        await update.RunAsync(EntryTables.Currencies, [before[0], before[1] with { MinorUnits = 3 }], Cancelled);

        Assert.Equal([before[0].At(1), (before[1] with { MinorUnits = 3 }).At(2), before[2].At(1)], await CurrenciesAsync());
        Assert.Equal(4L, await _service.ScalarAsync<long>(Events));
        Assert.Equal(
            """CurrencyChanged currency/BBB {"code":"BBB","numeric":"002","name":"Bbb","minorUnits":3,"version":2}""",
            await _service.ScalarAsync<string>("SELECT type || ' ' || key || ' ' || payload FROM messaging.outbox ORDER BY position DESC LIMIT 1"));
    }

    [Fact]
    public async Task An_update_that_died_half_way_is_finished_by_the_next_one()
    {
        await using (var scope = Services().CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<EntryStore>().UpdateAsync(EntryTables.Countries, EntryLists.Countries(), 100, Cancelled);
        }

        Assert.Equal(100L, await _service.ScalarAsync<long>(Events));

        await Instance().RunAsync(Cancelled);

        await IsCompleteAsync();
    }

    [Fact]
    public async Task A_list_is_served_once_per_change_to_a_caller_that_keeps_it()
    {
        await using var app = await TestApplication.StartAsync(
            _service,
            builder =>
            {
                builder.AddPostgresMessaging(_service.Name);
                builder.AddReferenceData();
            },
            app => app.MapReferenceData());
        var client = app.Client;

        using var list = await client.GetAsync("/currencies", Cancelled);
        var items = (await list.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("items");
        Assert.Equal(178, items.GetArrayLength());
        Assert.Equal("""{"code":"AED","numeric":"784","name":"UAE Dirham","minorUnits":2,"version":1}""", items[0].GetRawText());
        Assert.Equal("public, max-age=300", list.Headers.CacheControl!.ToString());
        Assert.False(list.Headers.ETag!.IsWeak);
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(client, "/currencies", list.Headers.ETag.Tag));

        await _service.ScalarAsync<int>("UPDATE currencies SET name = 'Dirham', version = 2 WHERE code = 'AED'");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/currencies", list.Headers.ETag.Tag));
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(client, "/currencies/AED", "\"2\""));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/currencies/AED", "\"1\""));
        Assert.Equal(249, (await client.GetFromJsonAsync<JsonElement>("/countries", Cancelled)).GetProperty("items").GetArrayLength());
        Assert.Equal("DEU", (await client.GetFromJsonAsync<JsonElement>("/countries/DE", Cancelled)).GetProperty("alpha3").GetString());
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, "/countries/ZZ"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(client, "/countries/%01"));
    }

    IServiceProvider Services() => _service.NewInstance(
        builder =>
        {
            _service.AddMessagingOnly(builder);
            builder.Services.AddScoped<EntryStore>().AddSingleton<ListUpdate>();
        }).Services;

    ListUpdate Instance() => Services().GetRequiredService<ListUpdate>();

    static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        using var response = await client.SendAsync(request, Cancelled);
        return response.StatusCode;
    }

    async Task<List<ListedCurrency>> CurrenciesAsync()
    {
        await using var scope = Services().CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<EntryStore>().ListAsync(EntryTables.Currencies, Cancelled);
    }

    async Task IsCompleteAsync()
    {
        Assert.Equal(249L, await _service.ScalarAsync<long>("SELECT count(*) FROM countries WHERE version = 1"));
        Assert.Equal(178L, await _service.ScalarAsync<long>("SELECT count(*) FROM currencies WHERE version = 1"));
        Assert.Equal(249L, await _service.ScalarAsync<long>("SELECT count(DISTINCT key) FROM messaging.outbox WHERE type = 'CountryChanged'"));
        Assert.Equal(178L, await _service.ScalarAsync<long>("SELECT count(DISTINCT key) FROM messaging.outbox WHERE type = 'CurrencyChanged'"));
        Assert.Equal(427L, await _service.ScalarAsync<long>(Events));
    }
}
