using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Testing;

namespace DbPerService.Tests.Standalone;

/// <summary>samples/minimal as a new user runs it: copied into an empty folder, with only the packages of the repository.</summary>
public sealed class SampleTests : IDisposable
{
    static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(10);

    readonly string _folder = Directory.CreateTempSubdirectory("dbperservice-sample-").FullName;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Artifacts/bin/project/configuration: where this assembly is.</summary>
    static DirectoryInfo Output => new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    static string Feed => File.Exists(Path.Combine(AppContext.BaseDirectory, "StackExchange.Redis.dll")) ? "full" : "core";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_services_on_the_packages_deliver_an_event()
    {
        await PackAsync();
        CopySample();
        await BuildAsync("Accounts");
        await BuildAsync("Welcome");
        await using var postgres = await EngineProcess.PostgresAsync();
        await using var kafka = await EngineProcess.KafkaAsync("accounts", "accounts.dead-letter", "welcome.dead-letter");
        await RunAsync(Program("Accounts", "migrate"), Settings(postgres, kafka, "accounts"));
        await RunAsync(Program("Welcome", "migrate"), Settings(postgres, kafka, "welcome"));
        await using var accounts = Service.Start(Program("Accounts"), Settings(postgres, kafka, "accounts"));
        await using var welcome = Service.Start(Program("Welcome"), Settings(postgres, kafka, "welcome"));

        var opened = await Eventually.Is(
            () => accounts.Client.PostAsJsonAsync("/accounts", new { name = "Ada" }, Cancelled)!, Cancelled);

        var id = (await opened.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("id").GetGuid();
        await Eventually.IsTrue(
            async () => await welcome.Client.GetFromJsonAsync<string>($"/letters/{id}", Cancelled) == "Welcome, Ada!", Cancelled);
    }

    async Task PackAsync()
    {
        var packages = Path.Combine(_folder, "packages");
        await RunAsync(
            [
                "pack", Path.Combine(Repository.Root, "DbPerService.sln"), "--no-build", "--configuration", Output.Name, "--output", packages,
                "-p:Feed=" + Feed, "-p:ArtifactsPath=" + Output.Parent!.Parent!.Parent!.FullName, "-nodeReuse:false",
            ],
            []);
        Assert.True(File.Exists(Path.Combine(packages, "DbPerService.Messaging.PostgreSql.0.1.0.nupkg")));
        Assert.All(
            Directory.GetFiles(packages, "*.nupkg"),
            package => Assert.StartsWith("DbPerService.", Path.GetFileName(package), StringComparison.Ordinal));
        Assert.Equal(
            Directory.GetFiles(packages, "*.nupkg").Select(Path.GetFileNameWithoutExtension).Order(),
            Directory.GetFiles(packages, "*.snupkg").Select(Path.GetFileNameWithoutExtension).Order());
    }

    void CopySample()
    {
        var sample = Path.Combine(Repository.Root, "samples", "minimal");
        string[] built = ["bin", "obj", "packages"];
        foreach (var file in Directory.GetFiles(sample, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(sample, file);
            if (!name.Split(Path.DirectorySeparatorChar).Intersect(built).Any())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, name))!);
                File.Copy(file, Path.Combine(_folder, name));
            }
        }
    }

    /// <summary>
    /// Its packages go into a folder of the test's own. What comes from a registry is taken from where this machine has it, and on the core
    /// feed the native library from where eng/librdkafka.sh has put it.
    /// </summary>
    async Task BuildAsync(string project)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
        var native = Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "dbperservice", "packages");
        await RunAsync(
            [
                "build", Path.Combine(_folder, project), "--configuration", "Release", "-nodeReuse:false", "-p:UseSharedCompilation=false",
                "-p:RestorePackagesPath=" + Path.Combine(_folder, "restored"), "-p:RestoreFallbackFolders=" + known,
                .. Directory.Exists(native) ? ["-p:RestoreAdditionalProjectSources=" + native] : Array.Empty<string>(),
            ],
            []);
        var libraries = JsonDocument.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(Program(project)[0], ".deps.json"), Cancelled))
            .RootElement.GetProperty("libraries").EnumerateObject().Where(library => library.Name.StartsWith("DbPerService.", StringComparison.Ordinal));
        Assert.All(libraries, library => Assert.Equal("package", library.Value.GetProperty("type").GetString()));
    }

    string[] Program(string project, params string[] arguments) =>
        [Path.Combine(_folder, project, "bin", "Release", "net10.0", project + ".dll"), .. arguments];

    static (string Name, string Value)[] Settings(EngineProcess postgres, EngineProcess kafka, string service)
    {
        string Login(string user, string database) =>
            $"Host=127.0.0.1;Port={postgres.Port};Username={user};Password={postgres.Password};Database={database}";
        return
        [
            ($"ConnectionStrings__{service}-admin", Login("postgres", "postgres")),
            ($"ConnectionStrings__{service}-migrator", Login(service + "_migrator", service)),
            ($"ConnectionStrings__{service}", Login(service + "_app", service)),
            ($"ConnectionStrings__{service}-relay", Login(service + "_relay", service)),
            ("ConnectionStrings__kafka", $"127.0.0.1:{kafka.Port}"),
            ("Messaging__Kafka__FetchWait", "00:00:00.005"),
            ("Messaging__Kafka__CreateTopics", "false"),
        ];
    }

    async Task RunAsync(string[] arguments, (string Name, string Value)[] settings)
    {
        using var process = Process.Start(Service.Program(_folder, arguments, settings))!;
        var output = process.StandardOutput.ReadToEndAsync(Cancelled);
        var errors = process.StandardError.ReadToEndAsync(Cancelled);
        try
        {
            await process.WaitForExitAsync(Cancelled).WaitAsync(BuildTimeout, Cancelled);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{await output}\n{await errors}");
    }

    sealed class Service : IAsyncDisposable
    {
        readonly Process _process;

        Service(Process process, string url)
        {
            _process = process;
            _process.OutputDataReceived += (_, _) => { };
            _process.ErrorDataReceived += (_, _) => { };
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            Client = new HttpClient { BaseAddress = new Uri(url) };
        }

        public HttpClient Client { get; }

        public static Service Start(string[] program, (string Name, string Value)[] settings)
        {
            var url = $"http://127.0.0.1:{FreePort.Next()}";
            var folder = Path.GetDirectoryName(program[0])!;
            return new(Process.Start(Program(folder, program, [.. settings, ("ASPNETCORE_URLS", url)]))!, url);
        }

        public static ProcessStartInfo Program(string folder, string[] arguments, (string Name, string Value)[] settings)
        {
            var start = new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
            };
            foreach (var (name, value) in settings)
            {
                start.Environment[name] = value;
            }

            return start;
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            if (!_process.HasExited)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }

            _process.Dispose();
        }
    }
}
