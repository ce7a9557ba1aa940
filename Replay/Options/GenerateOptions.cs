namespace DbPerService.Replay.Options;

internal sealed record GenerateOptions
{
    static readonly string[] Values = ["--folder", "--seed", "--products", "--customers", "--orders"];

    public required string Folder { get; init; }
    public int Seed { get; init; } = 42;
    public int Products { get; init; } = 20;
    public int Customers { get; init; } = 15;
    public int Orders { get; init; } = 60;

    public static GenerateOptions Parse(ReadOnlySpan<string> args)
    {
        var arguments = new Arguments(args, Values, []);
        return new GenerateOptions
        {
            Folder = arguments.RequiredText("--folder"),
            Seed = arguments.Integer("--seed", 0, int.MaxValue) ?? 42,
            Products = arguments.Integer("--products", 5, 10_000) ?? 20,
            Customers = arguments.Integer("--customers", 1, 10_000) ?? 15,
            Orders = arguments.Integer("--orders", 10, 1_000_000) ?? 60
        };
    }
}
